namespace Weir.EndToEnd.Jobs;

/// <summary>Can't be loaded without xunit's assemblies, which its base comes from.</summary>
public sealed class NeedsDependency : TheoryData<int>;
