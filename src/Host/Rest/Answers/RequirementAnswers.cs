using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>What a vertex has, or is to have.</summary>
internal sealed record RequirementAnswer([property: JsonPropertyName("parallelism")] ParallelismBoundsAnswer Parallelism);

/// <summary>From where to where.</summary>
internal sealed record ParallelismBoundsAnswer([property: JsonPropertyName("lowerBound")] int LowerBound, [property: JsonPropertyName("upperBound")] int UpperBound);
