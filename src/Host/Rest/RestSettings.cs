using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Rest;

/// <summary><c>weir.rest</c></summary>
internal sealed record RestSettings
{
    private const string Section = "weir.rest";

    public required bool IsEnabled { get; init; }

    public required IPAddress Address { get; init; }

    /// <summary>The first of these that is free; port 0: any that is free.</summary>
    public required PortRange Ports { get; init; }

    /// <summary>What every request has to show; null: nothing.</summary>
    public string? Token { get; init; }

    /// <summary>By which names the server may be called when it wants no token.</summary>
    public required AllowedHosts Hosts { get; init; }

    /// <summary>Null: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    public required long LargestBodyBytes { get; init; }

    public required long LargestUploadBytes { get; init; }

    /// <summary>Whether jobs may be submitted.</summary>
    public required bool AllowsSubmission { get; init; }

    /// <summary>How long the leader is waited for.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>For how long an answer of the leader is given to others who ask the same.</summary>
    public required TimeSpan Freshness { get; init; }

    /// <summary>How often a web page asks anew.</summary>
    public required TimeSpan RefreshInterval { get; init; }

    /// <exception cref="BadUsageException">A value can't be used, or all could reach what only few may.</exception>
    public static RestSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, Section);
        var enabled = reader.Switch("enabled");
        var address = reader.Text("bind-address");
        var port = reader.Text("port");
        var tokenFile = reader.Text("token-file");
        var insecure = reader.Switch("insecure");
        var body = reader.ByteSize("max-body");
        var upload = reader.ByteSize("max-upload");
        var submission = reader.Switch("submit-enabled");
        var timeout = reader.Duration("timeout");
        var freshness = reader.Duration("freshness");
        var refresh = reader.Duration("refresh-interval");
        var tls = new ConfigurationReader(config, $"{Section}.tls");
        var certificate = tls.Text("certificate");
        var passwordFile = tls.Text("password-file");
        var problems = new List<string>([.. reader.Errors.Concat(tls.Errors).Select(error => error.ToString())]);
        if (!IPAddress.TryParse(address, out var bound))
        {
            problems.Add($"{Section}.bind-address is '{address}'; it must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all that it has.");
        }

        if (!PortRange.TryParse(port, out var ports))
        {
            problems.Add($"{Section}.port is {port}; it must be a port from 0 (any that is free) to {ushort.MaxValue}, or the first and last of several, such as 8081-8099.");
        }

        if (enabled && bound is not null && !IPAddress.IsLoopback(bound) && !insecure && (tokenFile.Length == 0 || certificate.Length == 0))
        {
            problems.Add(
                $"{Section}.bind-address is {bound}, which other machines can reach: whoever does could cancel jobs. "
                + $"Set {Section}.token-file and {Section}.tls.certificate, or {Section}.insecure = on if something else keeps strangers off.");
        }

        return problems.Count > 0
            ? throw new BadUsageException(string.Join(" ", problems))
            : new RestSettings
            {
                IsEnabled = enabled,
                Address = bound!,
                Ports = ports,
                Token = enabled && tokenFile.Length > 0 ? FirstLine("token-file", tokenFile) : null,
                Hosts = AllowedHosts.Read(config, Section, bound!),
                Certificate = enabled && certificate.Length > 0 ? Load(certificate, passwordFile) : null,
                LargestBodyBytes = body,
                LargestUploadBytes = upload,
                AllowsSubmission = submission,
                Timeout = timeout,
                Freshness = freshness,
                RefreshInterval = refresh,
            };
    }

    private static X509Certificate2 Load(string certificate, string passwordFile)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(certificate, passwordFile.Length == 0 ? "" : FirstLine("tls.password-file", passwordFile));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new BadUsageException($"{Section}.tls.certificate {certificate} can't be used: {cause.Message}", cause);
        }
    }

    private static string FirstLine(string key, string file)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault()?.Trim();
            return line is { Length: > 0 } ? line : throw new BadUsageException($"{Section}.{key} {file} is empty; its first line is what is meant");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new BadUsageException($"{Section}.{key} {file} can't be read: {cause.Message}", cause);
        }
    }
}
