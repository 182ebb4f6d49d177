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

    /// <param name="kind">What kind of event.</param>
    /// <param name="json">In one line.</param>
    /// <param name="id">What a listener names when it comes back; null: it keeps the one before.</param>
    public static ReadOnlyMemory<byte> Text(string kind, string json, string? id = null) =>
        Encoding.UTF8.GetBytes($"{(id is null ? "" : $"id: {id}\n")}event: {kind}\ndata: {json}\n\n");

    /// <summary>The same with an id.</summary>
    public FeedEvent WithId(string id) => this with { Bytes = (byte[])[.. Encoding.UTF8.GetBytes($"id: {id}\n"), .. Bytes.Span] };
}
