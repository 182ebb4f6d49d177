using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Host;
using Weir.Host.Rest;

namespace Weir.Unit.Rest;

[Collection(RestCollection.Name)]
public sealed class RestAccessTests(RestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-rest-access-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bind-address = 0.0.0.0", "weir.rest.token-file")]
    [InlineData("bind-address = 192.168.1.1, token-file = token", "weir.rest.tls.certificate")]
    [InlineData("bind-address = \"::\", tls.certificate = node.p12", "weir.rest.token-file")]
    [InlineData("bind-address = localhost", "an IP address")]
    [InlineData("port = 70000", "weir.rest.port is 70000")]
    [InlineData("port = 20-10", "weir.rest.port is 20-10")]
    [InlineData("token-file = no-such-file", "no-such-file can't be read")]
    [InlineData("timeout = soon", "weir.rest.timeout")]
    public void Settings_that_cannot_be_used_are_refused(string settings, string expected) =>
        Should.Throw<BadUsageException>(() => RestSettings.Read(RestCluster.Settings($"weir.rest {{ {settings} }}"))).Message.ShouldContain(expected);

    [Fact]
    public void Other_addresses_are_taken_when_told_so()
    {
        RestSettings.Read(RestCluster.Settings("weir.rest { bind-address = 0.0.0.0, insecure = on }")).Address.ShouldBe(IPAddress.Any);
        RestSettings.Read(RestCluster.Settings("weir.rest { bind-address = 0.0.0.0, enabled = off }")).IsEnabled.ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_with_413()
    {
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/jobs/{cluster.JobId}/checkpoints") { Content = new ByteArrayContent(new byte[65 * 1024]) };
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await cluster.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"].ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("Host", "weir.example.org", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Host", "[::1]:8081", HttpStatusCode.OK)]
    [InlineData("Origin", "https://weir.example.org", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://127.0.0.1:PORT", HttpStatusCode.OK)]
    [InlineData("Origin", "http://localhost:PORT", HttpStatusCode.OK)]
    [InlineData("Origin", "https://127.0.0.1:PORT", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.OK)]
    public async Task Pages_of_strangers_are_not_answered(string header, string value, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/overview");
        request.Headers.TryAddWithoutValidation(header, value.Replace("PORT", $"{cluster.Address.Port}", StringComparison.Ordinal));
        using var answer = await cluster.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("bind-address = 127.0.0.1", "127.0.0.1 localhost LOCALHOST [::1]", "weir.example.org 10.1.2.3 node.example.org")]
    [InlineData("bind-address = 127.0.0.1, allowed-hosts = [weir.example.org]", "localhost Weir.Example.org", "evil.example.org 10.1.2.3 example.org x.weir.example.org")]
    [InlineData("bind-address = 127.0.0.1, allowed-hosts = \"a.example.org, b.example.org\"", "a.example.org b.example.org", "c.example.org")]
    [InlineData("bind-address = 0.0.0.0, insecure = on", "localhost 10.1.2.3 [fe80::1] node.example.org MACHINE", "evil.example.org")]
    [InlineData("bind-address = 0.0.0.0, insecure = on, allowed-hosts = [weir.example.org]", "weir.example.org 10.1.2.3", "evil.example.org")]
    [InlineData("bind-address = 0.0.0.0, insecure = on, allowed-hosts = [\"*\"]", "anything.example.org", "")]
    public void Without_a_token_it_is_called_by_its_own_names_only(string settings, string allowed, string refused)
    {
        var hosts = RestSettings.Read(RestCluster.Settings($"weir.rest {{ {settings} }}, akka.remote.dot-netty.tcp.hostname = node.example.org")).Hosts;
        Names(allowed).ShouldAllBe(name => hosts.Allows(name));
        Names(refused).ShouldAllBe(name => !hosts.Allows(name));
        static string[] Names(string names) => names.Replace("MACHINE", IPGlobalProperties.GetIPGlobalProperties().HostName, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task An_answer_that_is_known_is_given_only_to_who_may_ask_and_to_who_asks_the_same()
    {
        var config = RestCluster.Settings("weir.rest { port = 0, freshness = 1 h }");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), cluster.Node, _ => NoJob, config, TimeProvider.System, _ => { });
        using var client = new HttpClient { BaseAddress = server.Address };
        var path = $"/jobs/{cluster.JobId}/checkpoints";
        var first = await client.GetStringAsync(path);
        var completed = cluster.Job.Status.CheckpointsCompleted;
        await cluster.UntilAsync(() => Task.FromResult(cluster.Job.Status.CheckpointsCompleted > completed));
        (await client.GetStringAsync(path)).ShouldBe(first, "it is good for an hour");
        (await cluster.Client.GetStringAsync(path)).ShouldNotBe(first);
        using var strange = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example.org" } };
        using var refused = await client.SendAsync(strange);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var changing = await client.PutAsync(path, null);
        changing.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_page_that_lets_its_own_name_lead_to_the_server_is_not_answered()
    {
        var config = RestCluster.Settings("weir.rest { bind-address = 0.0.0.0, port = 0, insecure = on, timeout = 50 ms }");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), ActorRefs.Nobody, _ => NoJob, config, TimeProvider.System, _ => { });
        using var client = new HttpClient { BaseAddress = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri };
        foreach (var (host, status) in ((string, HttpStatusCode)[])[("evil.example.org", HttpStatusCode.Forbidden), ("10.1.2.3", HttpStatusCode.OK)])
        {
            // As its browser sends it: from the page's own origin.
            using var request = new HttpRequestMessage(HttpMethod.Get, "/config");
            request.Headers.Host = $"{host}:{server.Address.Port}";
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
            request.Headers.TryAddWithoutValidation("Origin", $"http://{host}:{server.Address.Port}");
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(status, host);
            if (status == HttpStatusCode.Forbidden)
            {
                (await answer.Content.ReadAsStringAsync()).ShouldContain("weir.rest.allowed-hosts");
            }
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-site", false)]
    [InlineData("Sec-Fetch-Site: cross-site", false)]
    [InlineData("Origin: http://localhost:1", false)]
    [InlineData("Referer: http://localhost:1/page", false)]
    [InlineData("Referer: http://127.0.0.1:PORT/page", true)]
    [InlineData("Sec-Fetch-Site: same-origin", true)]
    [InlineData("Sec-Fetch-Site: none", true)]
    [InlineData("User-Agent: curl/8", true)]
    public async Task Pages_of_strangers_change_nothing(string header, bool isTaken)
    {
        // Neither is there, which only those are told who may ask.
        foreach (var (method, path) in ((string, string)[])[
            ("GET", $"/jobs/{new string('0', 32)}/yarn-cancel"),
            ("GET", "/v1/jars/none/plan"),
            ("POST", "/jars/none/run"),
            ("PATCH", $"/jobs/{new string('0', 32)}"),
            ("DELETE", "/jars/none")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            var parts = header.Replace("PORT", $"{cluster.Address.Port}", StringComparison.Ordinal).Split(": ");
            request.Headers.TryAddWithoutValidation(parts[0], parts[1]);
            using var answer = await cluster.Client.SendAsync(request);
            (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(isTaken, $"{method} {path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Pages_of_strangers_change_nothing_where_others_reach_the_server_either()
    {
        var config = RestCluster.Settings("weir.rest { bind-address = 0.0.0.0, port = 0, insecure = on, timeout = 50 ms, allowed-hosts = [weir.example.org] }");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), ActorRefs.Nobody, _ => NoJob, config, TimeProvider.System, _ => { });
        using var client = new HttpClient { BaseAddress = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri };
        foreach (var (header, value, isTaken) in ((string, string, bool)[])[
            ("Origin", "https://weir.example.org", true),
            ("Origin", "https://weir.example.org:8443", false),
            ("Origin", "http://localhost:3000", false),
            ("Origin", "https://other.example.org", false),
            ("Referer", "https://weir.example.org/web/jobs", true),
            ("Referer", "https://other.example.org/", false),
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)", false),
            ("User-Agent", "Java-http-client/17", true)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/jars/none/plan");
            request.Headers.Host = "weir.example.org";
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await client.SendAsync(request);
            (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(isTaken, $"{header}: {value}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task With_a_token_and_TLS_only_those_who_show_it_are_answered()
    {
        var certificate = Path.Combine(_folder, "rest.p12");
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var asked = new CertificateRequest("CN=weir", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        asked.CertificateExtensions.Add(names.Build());
        using var made = asked.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllBytesAsync(certificate, made.Export(X509ContentType.Pkcs12));
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "let me in\n");
        var config = RestCluster.Settings($"weir.rest {{ port = 0, token-file = \"{token}\", tls.certificate = \"{certificate}\" }}");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), ActorRefs.Nobody, _ => NoJob, config, TimeProvider.System, _ => { });
        server.Address.Scheme.ShouldBe("https");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(made);
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        foreach (var (authorization, expected) in ((string?, HttpStatusCode)[])[
            (null, HttpStatusCode.Unauthorized),
            ("Bearer let me out", HttpStatusCode.Unauthorized),
            ("Basic let me in", HttpStatusCode.Unauthorized),
            ("Bearer let me in", HttpStatusCode.OK)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/config");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(expected, authorization);
        }
    }

    [Fact]
    public async Task Without_a_leader_the_answer_is_503()
    {
        using var system = ActorSystem.Create("silent");
        var silent = system.ActorOf(Props.Create(() => new Silent()));
        var config = RestCluster.Settings("weir.rest { port = 0, timeout = 50 ms }");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), silent, _ => NoJob, config, TimeProvider.System, _ => { });
        using var client = new HttpClient { BaseAddress = server.Address };
        using var answer = await client.GetAsync("/jobs");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("leader");
        await system.Terminate();
    }

    [Fact]
    public async Task The_first_free_port_of_several_is_taken()
    {
        var taken = cluster.Address.Port;
        var config = RestCluster.Settings($"weir.rest.port = \"{taken}-{taken + 50}\"");
        await using var server = await RestServer.StartAsync(RestSettings.Read(config), ActorRefs.Nobody, _ => NoJob, config, TimeProvider.System, _ => { });
        server.Address.Port.ShouldBeGreaterThan(taken);
        var alone = RestCluster.Settings($"weir.rest.port = {taken}");
        (await Should.ThrowAsync<BadUsageException>(() => RestServer.StartAsync(RestSettings.Read(alone), ActorRefs.Nobody, _ => NoJob, alone, TimeProvider.System, _ => { })))
            .Message.ShouldContain("weir.rest.port");
    }

    private static Task<JobHandle?> NoJob => Task.FromResult<JobHandle?>(null);

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }
}
