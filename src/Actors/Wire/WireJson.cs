using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;

namespace Weir.Actors.Wire;

/// <summary>How Weir's records are written: as JSON, by their constructors, with a converter for all that is not plain data.</summary>
internal static class WireJson
{
    private const int DeepestNesting = 32;

    /// <param name="system">Resolves the references to actors.</param>
    public static JsonSerializerOptions Options(ExtendedActorSystem system) => new()
    {
        MaxDepth = DeepestNesting,
        AllowTrailingCommas = false,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(),
            new ActorReferenceConverter(system),
            new AddressConverter(),
            new SubtaskIdConverter(),
            new AttemptConverter(),
            new VertexIdConverter(),
            new JobSourceConverter(),
            new RestoreFromConverter(),
            new RestoredStateConverter(),
            new SnapshotConverter(),
        },
    };
}
