using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>Reads back from a node's REST API what has gone wrong.</summary>
internal sealed class RestReader(Uri node) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = node };

    public async Task<JsonNode> GetAsync(string path) =>
        await _client.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidOperationException($"{path} is null.");

    public async Task<JsonNode> PostAsync(string path, JsonNode body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<HttpStatusCode> DeleteAsync(string path)
    {
        using var answer = await _client.DeleteAsync(path);
        return answer.StatusCode;
    }

    /// <summary>The latest failure of a job, as the page's tab Exceptions shows it.</summary>
    public async Task<JsonNode> FailureAsync(string job) =>
        (await GetAsync($"/jobs/{job}/exceptions"))["exceptionHistory"]!["entries"]!.AsArray()[0]!;

    /// <summary>All failures of a job, the latest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> FailuresAsync(string job) =>
        [.. (await GetAsync($"/jobs/{job}/exceptions"))["exceptionHistory"]!["entries"]!.AsArray().Select(entry => entry!)];

    /// <summary>The latest of a job's failed checkpoints, and why it failed, by its details.</summary>
    public async Task<(long Number, string Cause)> FailedCheckpointAsync(string job)
    {
        var checkpoints = await GetAsync($"/jobs/{job}/checkpoints");
        var failed = checkpoints["latest"]!["failed"] ?? throw new InvalidOperationException($"No checkpoint of job {job} has failed: {checkpoints}");
        var number = failed["id"]!.GetValue<long>();
        return (number, await CheckpointFailureAsync(job, number));
    }

    /// <summary>Why those of a job's checkpoints failed that have, as far as its history reaches.</summary>
    public async Task<IReadOnlyList<string>> CheckpointFailuresAsync(string job)
    {
        var causes = new List<string>();
        foreach (var checkpoint in (await GetAsync($"/jobs/{job}/checkpoints"))["history"]!.AsArray())
        {
            if (checkpoint!["status"]!.GetValue<string>() == "FAILED")
            {
                causes.Add(await CheckpointFailureAsync(job, checkpoint["id"]!.GetValue<long>()));
            }
        }

        return causes;
    }

    /// <summary>Why one of a job's checkpoints failed, by its details.</summary>
    public async Task<string> CheckpointFailureAsync(string job, long number)
    {
        var details = await GetAsync($"/jobs/{job}/checkpoints/details/{number}");
        details["status"]!.GetValue<string>().ShouldBe("FAILED");
        return details["failure_message"]!.GetValue<string>();
    }

    public void Dispose() => _client.Dispose();
}
