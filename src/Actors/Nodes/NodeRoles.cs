namespace Weir.Actors.Nodes;

/// <summary>The cluster roles that Weir looks at.</summary>
internal static class NodeRoles
{
    /// <summary>May hold the job manager.</summary>
    public const string JobManager = "weir-job-manager";

    /// <summary>Has slots.</summary>
    public const string TaskManager = "weir-task-manager";
}
