using System.Reflection;
using Akka.Configuration;

namespace Weir.Standin.Conformance;

/// <summary>A fact about what the stand-in does beyond the package; nothing in src/ may rely on it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StandinFactAttribute : FactAttribute
{
    public StandinFactAttribute() => Skip = StandinOnly.SkipReason;
}

/// <inheritdoc cref="StandinFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StandinTheoryAttribute : TheoryAttribute
{
    public StandinTheoryAttribute() => Skip = StandinOnly.SkipReason;
}

internal static class StandinOnly
{
    internal static string? SkipReason { get; } =
        typeof(Config).Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product.StartsWith("Stand-in", StringComparison.Ordinal) == true
            ? null
            : "The package does not do this; the stand-in does.";
}
