using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Deployments;
using Weir.Actors.Messages;

namespace Weir.Host.Rest.Uploads;

/// <summary>What jobs are submitted with over REST.</summary>
/// <param name="Artifacts">Where the nodes find uploaded jobs; null: this node takes none.</param>
/// <param name="Graphs">Builds jobs that are to be looked at.</param>
/// <param name="SubmitAsync">Has a job run.</param>
internal sealed record JobSubmissions(ArtifactStore? Artifacts, JobGraphs Graphs, Func<SubmitJob, CancellationToken, Task<JobClient>> SubmitAsync);
