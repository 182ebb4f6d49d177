using Weir.Actors.Nodes;
using Weir.Host.Rest.Uploads;

namespace Weir.Host.Nodes;

/// <summary>What a node's REST server submits jobs with.</summary>
internal static class NodeSubmissions
{
    public static JobSubmissions Submissions(this WeirExtension weir) => new(weir.Services.Artifacts, weir.Services.Graphs, weir.SubmitUploadedAsync);
}
