using System.Reflection;
using Akka.Configuration;

namespace Weir.Host;

/// <summary>What runs here.</summary>
internal static class ProductVersion
{
    /// <summary>Such as: weir 0.1.0, on Akka 1.5.30 (stand-in), .NET 10.0.1.</summary>
    public static string Text
    {
        get
        {
            var weir = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
            var akka = typeof(Config).Assembly;
            var product = akka.GetCustomAttribute<AssemblyProductAttribute>()?.Product ?? "";
            var kind = product.StartsWith("Stand-in", StringComparison.Ordinal) ? "stand-in" : "package";
            return $"weir {weir}, on Akka {akka.GetName().Version?.ToString(3)} ({kind}), .NET {Environment.Version}";
        }
    }
}
