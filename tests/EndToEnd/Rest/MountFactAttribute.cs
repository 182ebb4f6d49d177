using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>A test that mounts file systems; skipped, with the reason, where that is not permitted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!NodeMounts.IsPermitted)
        {
            Skip = "Mounting file systems (unshare --mount) is not permitted here.";
        }
    }
}
