using System.Reflection;
using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Which Akka this process runs on: the packages, or the stand-ins of this repository.</summary>
internal static class AkkaRuntime
{
    /// <summary>That of this assembly, for example "0.2.0".</summary>
    public static string WeirVersion => typeof(AkkaRuntime).Assembly.GetName().Version?.ToString(3) ?? "of unknown version";

    /// <summary>For example "Akka 1.5.30 (package)".</summary>
    public static string Description
    {
        get
        {
            Assembly assembly = typeof(ActorSystem).Assembly;
            bool isStandin = assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product.StartsWith("Stand-in", StringComparison.Ordinal) == true;
            string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            return $"Akka {version?.Split('+')[0] ?? "of unknown version"} ({(isStandin ? "stand-in" : "package")})";
        }
    }
}
