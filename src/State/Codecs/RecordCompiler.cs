using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Weir.State.Codecs;

/// <summary>
/// Compiles the member by member part of a record's codec. Emitted rather than made of expressions, because only so can read-only
/// fields be set.
/// </summary>
internal static class RecordCompiler<T>
{
    private static readonly bool s_isClass = !typeof(T).IsValueType;

    public static WriteMembers<T> Writer(RecordMember[] members)
    {
        var method = Method("write", typeof(void), typeof(object[]), typeof(T).MakeByRefType(), typeof(StateWriter));
        var code = method.GetILGenerator();
        for (var i = 0; i < members.Length; i++)
        {
            var codec = typeof(Codec<>).MakeGenericType(members[i].Field.FieldType);
            LoadPart(code, i, codec);
            LoadValue(code);
            code.Emit(OpCodes.Ldflda, members[i].Field);
            code.Emit(OpCodes.Ldarg_2);
            code.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(Codec<int>.Write))!);
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<WriteMembers<T>>();
    }

    /// <summary>Reads a value for each field in order; where there is no field, the part is a <see cref="SchemaSkipper"/>.</summary>
    public static ReadMembers<T> Reader(FieldInfo?[] fields)
    {
        var method = Method("read", typeof(void), typeof(object[]), typeof(T).MakeByRefType(), typeof(StateReader).MakeByRefType());
        var code = method.GetILGenerator();
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is { } field)
            {
                var codec = typeof(Codec<>).MakeGenericType(field.FieldType);
                LoadValue(code);
                LoadPart(code, i, codec);
                code.Emit(OpCodes.Ldarg_2);
                code.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(Codec<int>.Read))!);
                code.Emit(OpCodes.Stfld, field);
            }
            else
            {
                LoadPart(code, i, typeof(SchemaSkipper));
                code.Emit(OpCodes.Ldarg_2);
                code.Emit(OpCodes.Callvirt, typeof(SchemaSkipper).GetMethod(nameof(SchemaSkipper.Skip))!);
            }
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<ReadMembers<T>>();
    }

    /// <summary>Replaces each mutable member by a copy.</summary>
    public static CopyMembers<T> Copier(RecordMember[] members)
    {
        var method = Method("copy", typeof(void), typeof(object[]), typeof(T).MakeByRefType());
        var code = method.GetILGenerator();
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Codec.IsImmutable)
            {
                continue;
            }

            var codec = typeof(Codec<>).MakeGenericType(members[i].Field.FieldType);
            LoadValue(code);
            LoadPart(code, i, codec);
            LoadValue(code);
            code.Emit(OpCodes.Ldflda, members[i].Field);
            code.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(Codec<int>.Copy))!);
            code.Emit(OpCodes.Stfld, members[i].Field);
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<CopyMembers<T>>();
    }

    /// <summary>Runs the parameterless constructor where there is one, so that added members have their initial values.</summary>
    public static Construct<T> Constructor()
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        if (typeof(T).GetConstructor(Any, Type.EmptyTypes) is not { } constructor)
        {
            return s_isClass ? static () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T)) : static () => default!;
        }

        var method = Method("construct", typeof(T));
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Construct<T>>();
    }

    public static T Clone(T value) => s_isClass ? (T)s_memberwiseClone(value!) : value;

    private static readonly Func<object, object> s_memberwiseClone = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private static DynamicMethod Method(string name, Type result, params Type[] parameters) =>
        new($"{typeof(T).Name}.{name}", result, parameters, typeof(RecordCompiler<T>).Module, skipVisibility: true);

    private static void LoadPart(ILGenerator code, int index, Type type)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, index);
        code.Emit(OpCodes.Ldelem_Ref);
        code.Emit(OpCodes.Castclass, type);
    }

    private static void LoadValue(ILGenerator code)
    {
        code.Emit(OpCodes.Ldarg_1);
        if (s_isClass)
        {
            code.Emit(OpCodes.Ldind_Ref);
        }
    }
}
