using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Host.Rest;

namespace Weir.Unit.Rest;

/// <summary>Requests that no client means: none may end the job, change it, or find the server unprepared.</summary>
[Collection(RestCollection.Name)]
public class RestFuzzTests(RestCluster cluster)
{
    private const int Requests = 10_000;
    private const int AtOnce = 16;
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"];

    private static readonly string[] Oddities =
    [
        "", " ", "%00", "%ff%fe", "..", "../..", "%2e%2e%2f", "%2f", "//", "-1", "0", "9223372036854775807", "99999999999999999999", "1e9", "0x10", "null", "true", "NaN",
        "{}", "[]", "'", "\"", "<script>", "${x}", "%n", "ü", "\U0001F600", "00000000000000000000000000000000", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "A", ";", ":", "@", "&", "=", "#", "?",
    ];

    private static readonly string[] Bodies =
    [
        "{", "}", "[", "null", "\"text\"", "12", "{\"checkpointType\":7}", "{\"checkpointType\":\"SOME\"}", "{\"triggerId\":\"short\"}", "{\"triggerId\":[]}", "{\"triggerId\":{}}",
        "\u0000", "{\"a\":", "{\"drain\":\"perhaps\"}", "{\"target-directory\":5}", "<xml/>", "--boundary", "{\"checkpointType\":\"FULL\"", "{\"savepoint-path\":{}}",
    ];

    [Theory]
    [InlineData(20_260_901)]
    public async Task Malformed_requests_are_refused_and_change_nothing(int seed)
    {
        var before = cluster.Job.Status;
        var reports = cluster.Reports.Count;
        var jobs = (await cluster.GetAsync("/jobs"))["jobs"]!.AsArray().Count;
        RestRoute[] routes = [.. Weir.Host.Rest.Paths.RestRoutes.All(null!)];
        var vertex = (await cluster.GetAsync($"/jobs/{cluster.JobId}"))["vertices"]![0]!["id"]!.GetValue<string>();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = cluster.Address };
        var statuses = new int[600];
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancelled) =>
        {
            var random = new Random(seed + number);
            using var request = Request(random, routes[random.Next(routes.Length)], vertex);
            var what = $"seed {seed}, request {number}: {request.Method} {request.RequestUri}";
            HttpResponseMessage answer;
            try
            {
                answer = await client.SendAsync(request, cancelled);
            }
            catch (HttpRequestException) when (request.Content is not null)
            {
                // It was refused for what stands before its body, and the connection closed while that was still being sent.
                Interlocked.Increment(ref statuses[0]);
                return;
            }

            using var _ = answer;
            var status = (int)answer.StatusCode;
            Interlocked.Increment(ref statuses[status]);
            status.ShouldBeLessThan(500, what);
            var body = await answer.Content.ReadAsStringAsync(cancelled);
            if (status >= 400 && body.Length > 0)
            {
                JsonNode.Parse(body)!["errors"]!.AsArray().ShouldHaveSingleItem(what);
            }
        });

        statuses[0].ShouldBeLessThan(Requests / 100, $"seed {seed}: so many connections were closed without an answer");
        foreach (var expected in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge])
        {
            statuses[(int)expected].ShouldBeGreaterThan(0, $"seed {seed}: no request was answered with {expected}");
        }

        cluster.Reports.Count.ShouldBe(reports, string.Join("\n", cluster.Reports));
        (await cluster.GetAsync("/jobs"))["jobs"]!.AsArray().Count.ShouldBe(jobs);
        cluster.Job.Status.State.ShouldBe(before.State);
        cluster.Job.Status.Restarts.ShouldBe(before.Restarts);
        var completed = cluster.Job.Status.CheckpointsCompleted;
        await cluster.UntilAsync(() => Task.FromResult(cluster.Job.Status.CheckpointsCompleted > completed));
    }

    private HttpRequestMessage Request(Random random, RestRoute route, string vertex)
    {
        var method = random.Next(3) == 0 ? Pick(random, Methods) : route.Method;
        var isReading = method is "GET" or "HEAD" or "OPTIONS" or "TRACE";

        // What would be understood may only read.
        var path = string.Join('/', route.Path.Split('/').Select(part => part switch
        {
            "{jobid}" => random.Next(4) == 0 || route.Path.EndsWith("-cancel", StringComparison.Ordinal) ? Odd(random) : cluster.JobId,
            "{vertexid}" => random.Next(2) == 0 ? Odd(random) : vertex,
            ['{', ..] => random.Next(3) == 0 ? random.Next(100).ToString(CultureInfo.InvariantCulture) : Odd(random),
            _ => random.Next(20) == 0 ? Odd(random) : part,
        }));
        if (!isReading)
        {
            // What stands behind these would not be the query any more that makes no sense.
            path = path.Replace("#", "%23", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal);
        }

        var query = isReading
            ? random.Next(3) == 0 ? $"?{Pick(random, ["get", "maxExceptions", "type", "mode", "x"])}={Odd(random)}" : ""
            : $"?mode={Uri.EscapeDataString($"no{Odd(random)}")}";
        var prefix = random.Next(3) switch { 0 => "/v1", 1 => "", _ => random.Next(50) == 0 ? "/" : "" };
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{cluster.Address.GetLeftPart(UriPartial.Authority)}/{(prefix + path).TrimStart('/')}{query}"));
        if (!isReading || random.Next(3) == 0)
        {
            request.Content = random.Next(12) switch
            {
                0 => new ByteArrayContent(new byte[70 * 1024]),
                1 => new StringContent(string.Concat(Enumerable.Repeat("{\"a\":", 2000))),
                2 => new ByteArrayContent(Noise(random)),
                _ => new StringContent(Pick(random, Bodies), Encoding.UTF8, Pick(random, ["application/json", "text/plain", "multipart/form-data"])),
            };
            request.Headers.TransferEncodingChunked = random.Next(4) == 0;
        }

        return request;
    }

    private static string Odd(Random random) => random.Next(5) switch
    {
        0 => new string((char)random.Next('a', 'z'), random.Next(1, 3000)),
        1 => Uri.EscapeDataString(Pick(random, Oddities) + Pick(random, Oddities)),
        2 => Uri.EscapeDataString(new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xd7ff))])),
        _ => Pick(random, Oddities),
    };

    // It begins as no document does.
    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 500)];
        random.NextBytes(bytes);
        bytes[0] = 0xff;
        return bytes;
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
