namespace Weir.EndToEnd.Nodes;

/// <summary>A test that needs network namespaces; skipped, with the reason, where they are not permitted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SkippableNetworkFactAttribute : FactAttribute
{
    public SkippableNetworkFactAttribute()
    {
        if (!NodeNetwork.IsPermitted)
        {
            Skip = "Network namespaces (ip netns) are not permitted here.";
        }
    }
}
