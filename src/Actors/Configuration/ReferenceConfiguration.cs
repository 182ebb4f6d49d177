using Akka.Configuration;
using Akka.Streams;

namespace Weir.Actors.Configuration;

/// <summary>hocon/reference.conf, which holds every key with its default.</summary>
internal static class ReferenceConfiguration
{
    /// <summary>With the defaults of streams, which have to be there when a system starts: it reads its serializers from them.</summary>
    private static readonly Lazy<Config> Parsed = new(() => ConfigurationFactory.ParseString(Text).WithFallback(ActorMaterializer.DefaultConfig()));

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
