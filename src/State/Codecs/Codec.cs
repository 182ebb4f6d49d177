using System.Collections.Concurrent;

namespace Weir.State.Codecs;

/// <summary>Finds the codec of a type.</summary>
public static class Codec
{
    private static readonly ConcurrentDictionary<Type, ICodec> s_registered = new();
    private static readonly ConcurrentDictionary<Type, ICodec> s_made = new();

    /// <summary>
    /// The codec of a type, made on first use. Throws <see cref="NoCodecException"/>, with the path of the member at fault, when some
    /// part of the type cannot be stored.
    /// </summary>
    public static Codec<T> For<T>() => (Codec<T>)For(typeof(T));

    /// <summary>
    /// Uses <paramref name="codec"/> for its type, wherever it occurs. Register before any job that uses the type is defined; a type
    /// that already has a codec in use is refused.
    /// </summary>
    public static void Register<T>(Codec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (BuiltInCodecs.Find(typeof(T)) is not null)
        {
            throw new InvalidOperationException($"{typeof(T)} has a codec of Weir's own, which stored state relies on.");
        }

        if (codec.Schema.Kind != SchemaKind.Custom)
        {
            throw new ArgumentException($"The codec of {typeof(T)} must have a schema made by CodecSchema.Custom, which names its encoding.", nameof(codec));
        }

        if (s_made.ContainsKey(typeof(T)) || !s_registered.TryAdd(typeof(T), new CustomCodec<T>(codec)))
        {
            throw new InvalidOperationException($"{typeof(T)} has a codec that is in use. Register one once, before the type is used in any job.");
        }
    }

    internal static ICodec For(Type type) =>
        s_made.GetOrAdd(type, static found => Registered(found) ?? new CodecFactory().Make(found, TypeNames.Of(found)));

    internal static ICodec? Registered(Type type) => s_registered.GetValueOrDefault(type);
}
