using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weir.Architecture;

/// <summary>The public and protected types and members of an assembly, a line each, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Describe(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes().Where(type => !IsOfThePage(type)).SelectMany(type => Members(type).Select(member => $"{Name(type)}.{member}").Prepend(Describe(type))).Order(StringComparer.Ordinal),
    ];

    // The Razor compiler makes components public, and what they are given has to be public then. Nobody can refer to the command's assembly.
    private static bool IsOfThePage(Type type) =>
        type.Namespace is { } space && (space == "Weir.Host.Web" || space.StartsWith("Weir.Host.Web.", StringComparison.Ordinal));

    private static string Describe(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = new[] { type.BaseType }.Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            .Concat(type.GetInterfaces().Where(contract => contract.IsPublic)).Select(parent => Name(parent!)).ToArray();
        return $"{Name(type)} {kind}{(bases.Length > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            yield return $"Invoke({Parameters(invoke)}) {Name(invoke.ReturnType)}";
            yield break;
        }

        foreach (var field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName))
        {
            yield return type.IsEnum ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}" : $"{field.Name} {Name(field.FieldType)}{(field.IsStatic ? " static" : "")}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return $"ctor({Parameters(constructor)})";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.StartsWith('<')))
        {
            var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            var modifiers = (method.IsFamily ? " protected" : "") + (method.IsStatic ? " static" : method.IsAbstract && !type.IsInterface ? " abstract" : method is { IsVirtual: true, IsFinal: false } && !type.IsInterface ? " virtual" : "");
            yield return $"{method.Name}{generic}({Parameters(method)}) {Name(method.ReturnType)}{modifiers}";
        }

        // Properties whose accessors the compiler wrote, which the loop above leaves out.
        foreach (var property in type.GetProperties(Declared))
        {
            foreach (var accessor in property.GetAccessors(nonPublic: true).Where(accessor => IsVisible(accessor) && accessor.IsDefined(typeof(CompilerGeneratedAttribute))))
            {
                yield return $"{accessor.Name}({Parameters(accessor)}) {Name(accessor.ReturnType)}{(accessor.IsStatic ? " static" : "")}";
            }
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = " + (parameter.RawDefaultValue ?? "null") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        if (type.IsGenericType)
        {
            var tick = name.LastIndexOf('`');
            name = (tick < 0 ? name : name[..tick]) + $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        }

        return name.StartsWith("System.", StringComparison.Ordinal) && name.LastIndexOf('.') == 6 ? name[7..] : name;
    }
}
