using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Both sides show the certificate and check the other's against it: it is the same one, or one that what its file contains vouches for.</summary>
internal sealed class TlsSettings : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _trusted;
    private readonly SslStreamCertificateContext _context;
    private readonly bool _trustsAll;

    private TlsSettings(X509Certificate2 certificate, X509Certificate2Collection trusted, bool trustsAll)
    {
        _certificate = certificate;
        _trusted = trusted;
        _trustsAll = trustsAll;
        _context = SslStreamCertificateContext.Create(certificate, trusted, offline: true);
    }

    public static TlsSettings From(Config config)
    {
        var path = config.GetString("certificate.path", "");
        if (path.Length == 0)
            throw new ConfigurationException($"{TcpSettings.Path}.enable-ssl is on, but {TcpSettings.Path}.ssl.certificate.path names no file: name one with a certificate and its private key (PKCS #12).");
        try
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, config.GetString("certificate.password", ""));
            var own = all.FirstOrDefault(each => each.HasPrivateKey)
                ?? throw new ConfigurationException($"The certificate file {path} ({TcpSettings.Path}.ssl.certificate.path) has no private key.");
            return new TlsSettings(own, all, config.GetBoolean("suppress-validation"));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The certificate file {path} ({TcpSettings.Path}.ssl.certificate.path) could not be read: {exception.Message}", exception);
        }
    }

    public SslServerAuthenticationOptions ForServer(Action<string> onRefusal) => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate, onRefusal),
    };

    public SslClientAuthenticationOptions ForClient(string host, Action<string> onRefusal) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _context,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate, onRefusal),
    };

    public void Dispose()
    {
        foreach (var certificate in _trusted)
            certificate.Dispose();
    }

    private bool IsTrusted(X509Certificate shown, Action<string> onRefusal)
    {
        if (_trustsAll)
            return true;
        if (shown is not X509Certificate2 certificate)
        {
            onRefusal("it shows no certificate");
            return false;
        }

        if (certificate.RawDataMemory.Span.SequenceEqual(_certificate.RawDataMemory.Span))
            return IsInTime(certificate, onRefusal);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (chain.Build(certificate))
            return true;
        onRefusal($"its certificate '{certificate.Subject}' is not trusted: {string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()))}");
        return false;
    }

    private static bool IsInTime(X509Certificate2 certificate, Action<string> onRefusal)
    {
        var now = DateTime.Now;
        if (now >= certificate.NotBefore && now <= certificate.NotAfter)
            return true;
        onRefusal($"its certificate '{certificate.Subject}' is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} only");
        return false;
    }
}
