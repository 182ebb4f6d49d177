using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of PUT /jobs/ID/resource-requirements: what each vertex is to have, by its id.</summary>
internal sealed record RequirementsBody
{
    private const string Form = """{"parallelism":{"lowerBound":1,"upperBound":N}}""";

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Given { get; init; }

    /// <exception cref="RestFailure">One is in another form.</exception>
    public IEnumerable<(string Vertex, RequirementAnswer Requirement)> Vertices()
    {
        foreach (var (vertex, value) in Given ?? [])
        {
            RequirementAnswer? requirement;
            try
            {
                requirement = value.Deserialize<RequirementAnswer>(RestJson.Options);
            }
            catch (JsonException wrong)
            {
                throw RestFailure.BadRequest($"What vertex {vertex} is to have cannot be read: {wrong.Message}");
            }

            yield return requirement is { Parallelism: not null }
                ? (vertex, requirement)
                : throw RestFailure.BadRequest($"What vertex {vertex} is to have must be {Form}.");
        }
    }
}
