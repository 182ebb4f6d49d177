using Akka.Actor;
using Weir.Actors.Slots;

namespace Weir.Actors.JobManagers;

/// <summary>How a leader learns which nodes there are.</summary>
/// <param name="Fixed">They never change; null: they do.</param>
/// <param name="Watcher">An actor that tells its parent with <see cref="PoolHappened"/>; null where they never change.</param>
/// <param name="Ending">An actor that ends all nodes, this one last; null where there is but this one, and others see to its end.</param>
internal sealed record NodeMembership(NodesExpected? Fixed, Props? Watcher, Props? Ending = null);
