using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Settings;

/// <summary>
/// <c>weir.node.tls</c>, as the settings of Akka's transport. The password comes from a file, because command lines and configurations are
/// seen by more people than should know it.
/// </summary>
internal static class ConnectionSecurity
{
    private const string Section = "weir.node.tls";

    /// <summary>The settings of the transport; empty if TLS is off.</summary>
    /// <exception cref="BadUsageException">The certificate can't be used.</exception>
    public static Config Read(Config settings)
    {
        var reader = new ConfigurationReader(settings, Section);
        var enabled = reader.Switch("enabled");
        var certificate = reader.Text("certificate");
        var passwordFile = reader.Text("password-file");
        if (reader.Errors.Count > 0)
        {
            throw new BadUsageException(string.Join(" ", reader.Errors));
        }

        if (!enabled)
        {
            return ConfigurationFactory.Empty;
        }

        if (certificate.Length == 0)
        {
            throw new BadUsageException($"{Section}.enabled is on, and {Section}.certificate names no file");
        }

        var path = Path.GetFullPath(certificate);
        var password = passwordFile.Length == 0 ? "" : ReadPassword(passwordFile);
        Check(path, password, passwordFile);
        return ConfigurationFactory.ParseString(
            $$"""
            akka.remote.dot-netty.tcp {
              enable-ssl = on
              {{OverrideOption.ToHocon("ssl.certificate.path", path)}}
              {{OverrideOption.ToHocon("ssl.certificate.password", password)}}
              ssl.suppress-validation = off
            }
            """);
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? throw new BadUsageException($"{Section}.password-file {file} is empty; its first line is the password");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new BadUsageException($"{Section}.password-file {file} can't be read: {cause.Message}", cause);
        }
    }

    private static void Check(string path, string password, string passwordFile)
    {
        if (!File.Exists(path))
        {
            throw new BadUsageException($"{Section}.certificate: there is no file {path}");
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            if (!certificate.HasPrivateKey)
            {
                throw new BadUsageException($"{Section}.certificate {path} has no private key; make it with openssl pkcs12 -export -inkey …");
            }

            if (certificate.NotAfter < DateTime.Now)
            {
                throw new BadUsageException($"{Section}.certificate {path} ({certificate.Subject}) is no longer valid since {certificate.NotAfter:u}");
            }
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException)
        {
            var from = passwordFile.Length == 0 ? "without a password" : $"with the password in {passwordFile}";
            throw new BadUsageException($"{Section}.certificate {path} can't be opened {from}: {cause.Message}", cause);
        }
    }
}
