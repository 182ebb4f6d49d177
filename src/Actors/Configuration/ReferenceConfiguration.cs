using Akka.Configuration;

namespace Weir.Actors.Configuration;

/// <summary>hocon/reference.conf, which holds every key with its default.</summary>
internal static class ReferenceConfiguration
{
    private static readonly Lazy<Config> Parsed = new(() => ConfigurationFactory.ParseString(Text));

    public static Config Config => Parsed.Value;

    public static string Text
    {
        get
        {
            using var stream = typeof(ReferenceConfiguration).Assembly.GetManifestResourceStream("Weir.reference.conf")
                ?? throw new InvalidOperationException("The assembly Weir.Actors was built without its resource Weir.reference.conf.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
