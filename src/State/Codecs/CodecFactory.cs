using System.Reflection;

namespace Weir.State.Codecs;

/// <summary>Makes the codec of one type and of all that it contains.</summary>
internal sealed class CodecFactory
{
    // The records being made, outermost first: meeting one of them again is a recursive type.
    private readonly List<(Type Type, Func<ICodec> Codec)> _enclosing = [];

    public ICodec Make(Type type, string path)
    {
        if (BuiltInCodecs.Find(type) is { } builtIn)
        {
            return builtIn;
        }

        if (Codec.Registered(type) is { } registered)
        {
            return registered;
        }

        if (type.IsEnum)
        {
            return Create(typeof(EnumCodec<,>), [type, type.GetEnumUnderlyingType()], BuiltInCodecs.Find(type.GetEnumUnderlyingType())!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Create(typeof(OptionalCodec<>), [underlying], Make(underlying, path), true);
        }

        if (type.IsArray)
        {
            return MakeArray(type, path);
        }

        return type.IsGenericType && MakeCollection(type, path) is { } collection ? collection : MakeRecord(type, path);
    }

    private ICodec MakeArray(Type type, string path)
    {
        if (!type.IsSZArray)
        {
            throw new NoCodecException(type, path, $"{TypeNames.Of(type)} is an array of several dimensions. Use an array of arrays.");
        }

        var element = type.GetElementType()!;
        return element == typeof(byte)
            ? new BytesCodec()
            : Create(typeof(ArrayCodec<>), [element], Make(element, $"{path}[]"));
    }

    private ICodec? MakeCollection(Type type, string path)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (definition == typeof(List<>))
        {
            return Create(typeof(ListCodec<>), arguments, Make(arguments[0], $"{path}[]"));
        }

        if (definition == typeof(HashSet<>))
        {
            return Create(typeof(SetCodec<>), arguments, Make(arguments[0], $"{path}[]"));
        }

        if (definition == typeof(System.Collections.Immutable.ImmutableArray<>))
        {
            return Create(typeof(ImmutableArrayCodec<>), arguments, Make(arguments[0], $"{path}[]"));
        }

        return definition == typeof(Dictionary<,>)
            ? Create(typeof(DictionaryCodec<,>), arguments, Make(arguments[0], $"{path}.Keys[]"), Make(arguments[1], $"{path}.Values[]"))
            : null;
    }

    private ICodec MakeRecord(Type type, string path)
    {
        for (var i = _enclosing.Count - 1; i >= 0; i--)
        {
            if (_enclosing[i].Type == type)
            {
                return (ICodec)Invoke(nameof(Deferred), type, _enclosing[i].Codec, (long)(_enclosing.Count - 1 - i));
            }
        }

        RecordFields.Refuse(type, path);
        ICodec? made = null;
        _enclosing.Add((type, () => made!));
        var members = RecordFields.Of(type)
            .Select(field => new RecordMember(field.Name, field.Field, Make(field.Field.FieldType, $"{path}.{field.Name}")))
            .ToArray();
        _enclosing.RemoveAt(_enclosing.Count - 1);
        made = Create(typeof(RecordCodec<>), [type], (object)members);
        return made;
    }

    private static DeferredCodec<T> Deferred<T>(Func<ICodec> find, long levels) => new(() => (Codec<T>)find(), levels);

    private static object Invoke(string method, Type argument, params object[] arguments) =>
        typeof(CodecFactory).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument).Invoke(null, arguments)!;

    private static ICodec Create(Type definition, Type[] typeArguments, params object[] arguments) =>
        (ICodec)Activator.CreateInstance(
            definition.MakeGenericType(typeArguments), BindingFlags.Instance | BindingFlags.Public, null, arguments, null)!;
}
