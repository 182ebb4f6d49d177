using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /jars: jobs whose code is there.</summary>
internal sealed record UploadsAnswer(
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("files")] IReadOnlyList<UploadAnswer> Files);

/// <summary>A job's code.</summary>
internal sealed record UploadAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("uploaded")] long Uploaded,
    [property: JsonPropertyName("entry")] IReadOnlyList<EntryAnswer> Entries);

/// <summary>A job in it.</summary>
internal sealed record EntryAnswer(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("description")] string? Description);

/// <summary>POST /jars/upload: the last part of the name is the id to run it by.</summary>
internal sealed record UploadedAnswer(
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("status")] string Status);

/// <summary>POST /jars/:id/run</summary>
internal sealed record RunAnswer([property: JsonPropertyName("jobid")] string JobId);
