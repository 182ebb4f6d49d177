using System.Reflection;
using Akka.Configuration;

namespace Weir.Host;

/// <summary>What runs here.</summary>
internal static class ProductVersion
{
    /// <summary>Such as: 0.1.0.</summary>
    public static string Number => Parts[0];

    /// <summary>What it was built from; "unknown" where that was not noted.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "unknown";

    private static string[] Parts =>
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+', 2);

    /// <summary>Such as: weir 0.1.0, on Akka 1.5.30 (stand-in), .NET 10.0.1.</summary>
    public static string Text
    {
        get
        {
            var akka = typeof(Config).Assembly;
            var product = akka.GetCustomAttribute<AssemblyProductAttribute>()?.Product ?? "";
            var kind = product.StartsWith("Stand-in", StringComparison.Ordinal) ? "stand-in" : "package";
            return $"weir {Number}, on Akka {akka.GetName().Version?.ToString(3)} ({kind}), .NET {Environment.Version}";
        }
    }
}
