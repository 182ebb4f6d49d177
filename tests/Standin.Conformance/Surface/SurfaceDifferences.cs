using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weir.Standin.Conformance.Surface;

/// <summary>Finds what an assembly shows to others and the package's list does not have.</summary>
internal sealed class SurfaceDifferences(SurfaceList list)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly List<string> _differences = [];

    internal IReadOnlyList<string> Of(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(IsVisible))
            Compare(type);
        return _differences;
    }

    private static bool IsVisible(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && (type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic);

    private static bool IsVisible(MethodBase? method) => method is { } known && (known.IsPublic || known.IsFamily || known.IsFamilyOrAssembly);

    private static string Kind(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegate";
        if (type.IsEnum)
            return "enum";
        if (type.IsValueType)
            return "struct";
        if (type.IsInterface)
            return "interface";
        return type switch
        {
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
    }

    private void Compare(Type type)
    {
        var name = SurfaceNames.Of(type);
        if (!list.TryGetType(name, out var kind, out var bases))
        {
            _differences.Add($"T {name}");
            return;
        }

        if (kind != Kind(type))
            _differences.Add($"T {name}: is a {Kind(type)}, the package's is a {kind}");
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
        {
            CompareEnum(type, name);
            return;
        }

        foreach (var each in type.GetInterfaces().Where(IsPublicEverywhere).Append(type.BaseType).OfType<Type>().Where(each => each != typeof(object) && each != typeof(ValueType)))
        {
            if (!bases.Contains(SurfaceNames.Of(each)) && SurfaceNames.Of(each) is not ("System.Runtime.Serialization.ISerializable"))
                _differences.Add($"T {name} : {SurfaceNames.Of(each)}");
        }

        CompareMembers(type, name);
    }

    private static bool IsPublicEverywhere(Type type) => type.IsVisible;

    private void CompareEnum(Type type, string name)
    {
        if (!type.IsEnum)
            return;
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            Require($"F {name}.{field.Name} {name}", ["static"]);
    }

    private void CompareMembers(Type type, string name)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(each => !each.IsStatic && IsVisible(each)))
            Require($"C {name}({SurfaceNames.Parameters(constructor)})", Modifiers(constructor));
        foreach (var field in type.GetFields(Declared).Where(each => each.IsPublic || each.IsFamily || each.IsFamilyOrAssembly))
            Require($"F {name}.{field.Name} {SurfaceNames.Of(field.FieldType)}", field.IsStatic ? ["static"] : []);
        foreach (var @event in type.GetEvents(Declared).Where(each => IsVisible(each.AddMethod)))
            Require($"E {name}.{@event.Name} {SurfaceNames.Of(@event.EventHandlerType!)}", []);
        foreach (var property in type.GetProperties(Declared))
            CompareProperty(name, property);
        foreach (var method in type.GetMethods(Declared).Where(each => IsVisible(each) && !IsAccessor(each) && !IsOverride(each)))
        {
            var arguments = method.IsGenericMethod ? $"<{string.Join(',', method.GetGenericArguments().Select(SurfaceNames.Of))}>" : "";
            Require($"M {name}.{method.Name}{arguments}({SurfaceNames.Parameters(method)}) {SurfaceNames.Of(method.ReturnType)}", Modifiers(method));
        }
    }

    private void CompareProperty(string name, PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
        if (accessors.Length == 0 || accessors.All(IsOverride))
            return;
        var index = property.GetIndexParameters();
        var suffix = index.Length == 0 ? "" : $"[{string.Join(", ", index.Select(each => $"{SurfaceNames.Of(each.ParameterType)} {each.Name}"))}]";
        var modifiers = Modifiers(accessors.MaxBy(each => each.IsPublic)!);
        foreach (var accessor in accessors)
            modifiers.Add((accessor == property.GetMethod ? "get" : "set") + (accessor.IsPublic ? "" : "(protected)"));
        Require($"P {name}.{property.Name}{suffix} {SurfaceNames.Of(property.PropertyType)}", modifiers);
    }

    /// <summary>An override adds nothing that its base does not show.</summary>
    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal)
            || method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal));

    private static List<string> Modifiers(MethodBase method)
    {
        var modifiers = new List<string>();
        if (!method.IsPublic)
            modifiers.Add("protected");
        if (method.IsStatic)
            modifiers.Add("static");
        if (method.IsAbstract)
            modifiers.Add("abstract");
        else if (method is { IsVirtual: true, IsFinal: false })
            modifiers.Add("virtual");
        return modifiers;
    }

    private void Require(string member, IReadOnlyCollection<string> modifiers)
    {
        var package = list.Modifiers(member);
        if (package is null)
        {
            _differences.Add(member);
            return;
        }

        foreach (var modifier in modifiers)
        {
            // What can be overridden may be abstract in the package, but then it has to be here as well: see below.
            if (!package.Contains(modifier) && !(modifier == "virtual" && package.Contains("abstract")))
                _differences.Add($"{member}: is {modifier}, which the package's is not");
        }

        foreach (var modifier in new[] { "static", "protected", "abstract" })
        {
            if (package.Contains(modifier) && !modifiers.Contains(modifier) && !(modifier == "protected" && modifiers.Contains("get(protected)")))
                _differences.Add($"{member}: is not {modifier}, which the package's is");
        }
    }
}
