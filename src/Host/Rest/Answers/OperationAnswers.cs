using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>What began an operation answers: the id to ask for its outcome with.</summary>
internal sealed record TriggerAnswer([property: JsonPropertyName("request-id")] string RequestId);

/// <summary>How far an operation is.</summary>
internal sealed record OperationAnswer(
    [property: JsonPropertyName("status")] OperationStatusAnswer Status,
    [property: JsonPropertyName("operation")] OperationOutcomeAnswer? Operation);

/// <summary>IN_PROGRESS or COMPLETED.</summary>
internal sealed record OperationStatusAnswer([property: JsonPropertyName("id")] string Id);

/// <summary>How an operation ended: one of these, or none where there is nothing to say.</summary>
internal sealed record OperationOutcomeAnswer
{
    [JsonPropertyName("checkpointId")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CheckpointId { get; init; }

    [JsonPropertyName("location")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    [JsonPropertyName("failure-cause")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureAnswer? Failure { get; init; }

    /// <summary>Of a checkpoint, where Flink's clients know it by this name only.</summary>
    [JsonPropertyName("failureCause")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureAnswer? CheckpointFailure { get; init; }
}

/// <summary>Why an operation failed.</summary>
/// <param name="Class">The kind of the failure.</param>
/// <param name="StackTrace">What went wrong, in words.</param>
/// <param name="Serialized">The same for clients in Java, in Base64: an org.apache.flink.util.SerializedThrowable.</param>
internal sealed record FailureAnswer(
    [property: JsonPropertyName("class")] string Class,
    [property: JsonPropertyName("stack-trace")] string StackTrace,
    [property: JsonPropertyName("serialized-throwable")] string Serialized);

/// <summary>There is nothing to say.</summary>
internal sealed record EmptyAnswer;
