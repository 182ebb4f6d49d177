using System.Collections.Immutable;

namespace Weir.Actors.Registry;

/// <summary>The registry at one moment, as it is stored.</summary>
/// <param name="Epoch">That of the latest leader; 0: none yet.</param>
/// <param name="Jobs">In the order in which they were submitted.</param>
internal sealed record RegistrySnapshot(long Epoch, ImmutableArray<RegisteredJob> Jobs) : IWireMessage;
