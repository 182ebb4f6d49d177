using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Keys;

/// <summary>Finds or makes the hasher of a key type.</summary>
internal static class KeyHashers
{
    private static readonly ConcurrentDictionary<Type, object> s_hashers = new(new object[]
    {
        new FixedKeyHasher<long, Int64Hash>(), new FixedKeyHasher<int, Int64Hash>(), new FixedKeyHasher<short, Int64Hash>(),
        new FixedKeyHasher<sbyte, Int64Hash>(), new FixedKeyHasher<ulong, Int64Hash>(), new FixedKeyHasher<uint, Int64Hash>(),
        new FixedKeyHasher<ushort, Int64Hash>(), new FixedKeyHasher<byte, Int64Hash>(), new FixedKeyHasher<bool, Int64Hash>(),
        new FixedKeyHasher<char, Int64Hash>(), new FixedKeyHasher<DateTime, TicksHash>(), new FixedKeyHasher<DateTimeOffset, TicksHash>(),
        new FixedKeyHasher<TimeSpan, TicksHash>(), new FixedKeyHasher<DateOnly, TicksHash>(), new FixedKeyHasher<TimeOnly, TicksHash>(),
        new FixedKeyHasher<double, RealHash>(), new FixedKeyHasher<float, RealHash>(), new FixedKeyHasher<Half, RealHash>(),
        new FixedKeyHasher<decimal, RealHash>(), new FixedKeyHasher<Guid, WideHash>(), new FixedKeyHasher<Int128, WideHash>(),
        new FixedKeyHasher<UInt128, WideHash>(), new FixedKeyHasher<string, TextHash>(), new FixedKeyHasher<Utf8Text, TextHash>(),
        new FixedKeyHasher<ValueTuple, UnitHash>(),
    }.Select(hasher => KeyValuePair.Create(hasher.GetType().GetGenericArguments()[0], hasher)));

    public static object For(Type type)
    {
        Codec.For(type);
        return s_hashers.GetOrAdd(type, static found => Make(found, TypeNames.Of(found)));
    }

    private static object For(Type type, string path) => s_hashers.GetOrAdd(type, static (found, where) => Make(found, where), path);

    private static object Make(Type type, string path)
    {
        if (type.IsEnum)
        {
            return Create(typeof(EnumKeyHasher<,>), [type, type.GetEnumUnderlyingType()], For(type.GetEnumUnderlyingType(), path));
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Create(typeof(OptionalKeyHasher<>), [underlying], For(underlying, path));
        }

        if (!KeyEquality.IsByMembers(type))
        {
            throw new NoCodecException(
                type, path, $"{TypeNames.Of(type)} as a key needs an equality that means the same in every process. Use a number, text, Guid, date, enum, tuple or " +
                "a record whose equality the compiler wrote.");
        }

        var fields = RecordFields.All(type);
        if (fields.Count != RecordFields.Of(type).Count)
        {
            throw new NoCodecException(type, path, $"{TypeNames.Of(type)} has a field that is not stored, and so its keys would be others when they are restored.");
        }

        var hashers = fields.Select(field => For(field.Field.FieldType, $"{path}.{field.Name}")).ToArray();
        return Create(typeof(RecordKeyHasher<>), [type], fields.Select(field => field.Field).ToArray(), hashers);
    }

    private static object Create(Type definition, Type[] typeArguments, params object[] arguments) =>
        Activator.CreateInstance(definition.MakeGenericType(typeArguments), arguments)!;
}

internal sealed class EnumKeyHasher<TKey, TNumber>(KeyHasher<TNumber> number) : KeyHasher<TKey>
{
    public override uint Hash(in TKey key)
    {
        var copy = key;
        return number.Hash(in Unsafe.As<TKey, TNumber>(ref copy));
    }
}

internal sealed class OptionalKeyHasher<TKey>(KeyHasher<TKey> value) : KeyHasher<TKey?>
    where TKey : struct
{
    public override uint Hash(in TKey? key) => key is { } present ? value.Hash(in present) : 0;
}

internal delegate uint HashMembers<TKey>(object[] hashers, ref TKey key);

/// <summary>Hashes a record by its fields, which is what its equality compares.</summary>
internal sealed class RecordKeyHasher<TKey>(FieldInfo[] fields, object[] hashers) : KeyHasher<TKey>
{
    private readonly HashMembers<TKey> _hash = Compile(fields);

    public override uint Hash(in TKey key)
    {
        var copy = key;
        return copy is null ? 0 : _hash(hashers, ref copy);
    }

    private static HashMembers<TKey> Compile(FieldInfo[] fields)
    {
        var method = new DynamicMethod(
            $"{typeof(TKey).Name}.hash", typeof(uint), [typeof(object[]), typeof(TKey).MakeByRefType()], typeof(RecordKeyHasher<TKey>).Module, skipVisibility: true);
        var combine = typeof(StableHash).GetMethod(nameof(StableHash.Combine))!;
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4, fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            var hasher = typeof(KeyHasher<>).MakeGenericType(fields[i].FieldType);
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldelem_Ref);
            code.Emit(OpCodes.Castclass, hasher);
            code.Emit(OpCodes.Ldarg_1);
            if (!typeof(TKey).IsValueType)
            {
                code.Emit(OpCodes.Ldind_Ref);
            }

            code.Emit(OpCodes.Ldflda, fields[i]);
            code.Emit(OpCodes.Callvirt, hasher.GetMethod("Hash", [fields[i].FieldType.MakeByRefType()])!);
            code.Emit(OpCodes.Call, combine);
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<HashMembers<TKey>>();
    }
}
