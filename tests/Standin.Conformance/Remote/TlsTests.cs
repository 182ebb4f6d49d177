using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

/// <summary>
/// Connections with TLS. That both sides show a certificate and check the other's against their own is the stand-in's: the
/// package of this version checks the server's only, against the machine's trusted ones.
/// </summary>
public sealed class TlsTests : RemoteTest, IDisposable
{
    private const string Password = "secret";

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Messages_go_over_TLS()
    {
        var hocon = Using(SelfSigned("nodes"), suppressValidation: true);
        var (a, b) = (NewSystem("a", hocon), NewSystem("b", hocon));
        var seen = await Seen(a, Echo(b));
        var large = new byte[100_000];
        new Random(7).NextBytes(large);

        (await seen.Ask<string>("hello", Patience)).ShouldBe("hello");
        (await seen.Ask<byte[]>(large, Patience)).AsSpan().SequenceEqual(large).ShouldBeTrue();
    }

    [StandinFact]
    public async Task Systems_with_the_same_certificate_trust_each_other()
    {
        var hocon = Using(SelfSigned("nodes"));
        var (a, b) = (NewSystem("a", hocon), NewSystem("b", hocon));

        (await (await Seen(a, Echo(b))).Ask<string>("hello", Patience)).ShouldBe("hello");
    }

    [StandinFact]
    public async Task Systems_whose_certificates_one_authority_signed_trust_each_other()
    {
        using var authority = Authority("authority");
        var a = NewSystem("a", Using(SignedBy(authority, "a")));
        var b = NewSystem("b", Using(SignedBy(authority, "b")));

        (await (await Seen(a, Echo(b))).Ask<string>("hello", Patience)).ShouldBe("hello");
    }

    [StandinFact]
    public async Task A_peer_with_another_certificate_is_refused_on_both_sides()
    {
        var (logOfA, logOfB) = (new LogLines(), new LogLines());
        var a = NewSystem("a", Using(SelfSigned("stranger")), logOfA);
        var b = NewSystem("b", Using(SelfSigned("nodes")), logOfB);

        Selection(a, Reporter(b)).Tell("let me in", ActorRefs.NoSender);

        (await logOfA.Containing("Could not connect", Patience)).ShouldContain("TLS");
        (await logOfB.Containing("refused", Patience)).ShouldContain("TLS");
        NothingReported();
    }

    [StandinFact]
    public async Task A_peer_without_TLS_is_refused_on_both_sides()
    {
        var (logOfA, logOfB) = (new LogLines(), new LogLines());
        var a = NewSystem("a", log: logOfA);
        var b = NewSystem("b", Using(SelfSigned("nodes")), logOfB);

        Selection(a, Reporter(b)).Tell("let me in", ActorRefs.NoSender);

        (await logOfA.Containing("Could not connect", Patience)).ShouldContain("TLS");
        (await logOfB.Containing("refused", Patience)).ShouldContain("TLS");
        NothingReported();
    }

    [StandinFact]
    public async Task A_peer_with_TLS_is_refused_by_one_without_on_both_sides()
    {
        var (logOfA, logOfB) = (new LogLines(), new LogLines());
        var a = NewSystem("a", Using(SelfSigned("nodes")), logOfA);
        var b = NewSystem("b", log: logOfB);

        Selection(a, Reporter(b)).Tell("let me in", ActorRefs.NoSender);

        (await logOfA.Containing("Could not connect", Patience)).ShouldContain("TLS");
        (await logOfB.Containing("refused", Patience)).ShouldContain("TLS");
        NothingReported();
    }

    [StandinFact]
    public void A_certificate_that_cannot_be_read_fails_the_start_and_is_named()
    {
        var missing = Path.Combine(_folder, "missing.pfx");

        var thrown = Should.Throw<Exception>(() => NewSystem("a", Using(missing)));

        thrown.ToString().ShouldContain("missing.pfx");
        thrown.ToString().ShouldContain("akka.remote.dot-netty.tcp.ssl.certificate.path");
    }

    private static string Using(string path, bool suppressValidation = false) =>
        $$"""
        akka.remote.dot-netty.tcp {
          enable-ssl = true
          ssl {
            suppress-validation = {{(suppressValidation ? "true" : "false")}}
            certificate { path = "{{path.Replace("\\", "\\\\", StringComparison.Ordinal)}}", password = "{{Password}}" }
          }
        }
        """;

    private static CertificateRequest Request(string name, RSA key) =>
        new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private string SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return Write(name, new X509Certificate2Collection(certificate));
    }

    private string SignedBy(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        using var signed = Request(name, key).Create(authority, DateTimeOffset.UtcNow.AddHours(-12), DateTimeOffset.UtcNow.AddDays(1), Guid.NewGuid().ToByteArray());
        using var certificate = signed.CopyWithPrivateKey(key);
        using var publicAuthority = X509CertificateLoader.LoadCertificate(authority.RawData);
        return Write(name, new X509Certificate2Collection { certificate, publicAuthority });
    }

    private string Write(string name, X509Certificate2Collection certificates)
    {
        var path = Path.Combine(_folder, name + ".pfx");
        File.WriteAllBytes(path, certificates.Export(X509ContentType.Pkcs12, Password)!);
        return path;
    }
}
