using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Weir.Architecture;

/// <summary>
/// What a type refers to: in the signatures of its members, and in the instructions of its methods.
/// Types that the compiler made of a type's lambdas, iterators and async methods count as parts of it.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private static readonly ConcurrentDictionary<Type, IReadOnlyCollection<MemberInfo>> Known = new();

    /// <summary>Types, methods and fields that <paramref name="type"/> mentions.</summary>
    public static IReadOnlyCollection<MemberInfo> Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var found = new HashSet<MemberInfo>();
        AddType(found, type.BaseType);
        foreach (var contract in type.GetInterfaces())
        {
            AddType(found, contract);
        }

        foreach (var field in type.GetFields(All))
        {
            AddType(found, field.FieldType);
        }

        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            AddSignature(found, method);
            AddBody(found, method);
        }

        foreach (var nested in type.GetNestedTypes(All))
        {
            found.UnionWith(Of(nested));
        }

        return found;
    });

    /// <summary>The types among what <paramref name="type"/> mentions, and those that mentioned members belong to.</summary>
    public static IEnumerable<Type> TypesOf(Type type) =>
        Of(type).Select(member => member as Type ?? member.DeclaringType).OfType<Type>().Distinct();

    private static void AddSignature(HashSet<MemberInfo> found, MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            AddType(found, parameter.ParameterType);
        }

        AddType(found, (method as MethodInfo)?.ReturnType);
    }

    private static void AddBody(HashSet<MemberInfo> found, MethodBase method)
    {
        var body = method.GetMethodBody();
        if (body?.GetILAsByteArray() is not { } code)
        {
            return;
        }

        foreach (var local in body.LocalVariables)
        {
            AddType(found, local.LocalType);
        }

        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var token in Tokens(code))
        {
            AddMember(found, method.Module.ResolveMember(token, typeArguments, methodArguments));
        }
    }

    private static void AddMember(HashSet<MemberInfo> found, MemberInfo? member)
    {
        switch (member)
        {
            case Type type:
                AddType(found, type);
                break;
            case MethodBase method:
                found.Add(method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : method);
                AddType(found, method.DeclaringType);
                AddSignature(found, method);
                foreach (var argument in method.IsGenericMethod ? method.GetGenericArguments() : [])
                {
                    AddType(found, argument);
                }

                break;
            case FieldInfo field:
                found.Add(field);
                AddType(found, field.DeclaringType);
                AddType(found, field.FieldType);
                break;
        }
    }

    private static void AddType(HashSet<MemberInfo> found, Type? type)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null or { IsGenericParameter: true })
        {
            return;
        }

        if (type.IsConstructedGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
            {
                AddType(found, argument);
            }

            type = type.GetGenericTypeDefinition();
        }

        found.Add(type);
    }

    /// <summary>The metadata tokens among the operands of a method's instructions.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        var position = 0;
        while (position < code.Length)
        {
            short value = code[position++];
            if (value == 0xFE)
            {
                value = (short)(0xFE00 | code[position++]);
            }

            var operand = OpCodesByValue[value].OperandType;
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(code, position);
                    position += 4;
                    break;
                case OperandType.InlineSwitch:
                    position += 4 + (4 * BitConverter.ToInt32(code, position));
                    break;
                default:
                    position += Size(operand);
                    break;
            }
        }
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
