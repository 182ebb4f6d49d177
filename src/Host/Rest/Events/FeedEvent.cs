using System.Text;
using System.Text.Json.Nodes;

namespace Weir.Host.Rest.Events;

/// <summary>Something that those who listen at /events hear.</summary>
/// <param name="JobId">Which job it is about.</param>
/// <param name="Bytes">As it is sent.</param>
internal sealed record FeedEvent(string JobId, ReadOnlyMemory<byte> Bytes)
{
    /// <param name="kind">job, checkpoint, failure, recovery or alert.</param>
    /// <param name="jobId">Which job it is about.</param>
    /// <param name="data">In one line.</param>
    public static FeedEvent Of(string kind, string jobId, JsonNode data) => new(jobId, Text(kind, data.ToJsonString(RestJson.Options)));

    public static ReadOnlyMemory<byte> Text(string kind, string json) => Encoding.UTF8.GetBytes($"event: {kind}\ndata: {json}\n\n");
}
