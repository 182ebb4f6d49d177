using System.Globalization;
using System.Reflection;

namespace Weir.Standin.Conformance.Surface;

/// <summary>Writes types and parameters as the lists do.</summary>
internal static class SurfaceNames
{
    internal static string Of(Type type)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return Of(type.GetElementType()!) + "*";
        if (type.IsGenericParameter)
            return type.Name;

        var name = Bare(type);
        if (type.IsNested)
        {
            for (var outer = type.DeclaringType; outer is not null; outer = outer.DeclaringType)
                name = $"{Bare(outer)}.{name}";
        }

        if (type.Namespace is { Length: > 0 } space && space != "System")
            name = $"{space}.{name}";
        return type.IsGenericType ? $"{name}<{string.Join(',', type.GetGenericArguments().Select(Of))}>" : name;
    }

    internal static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = "";
        if (parameter.IsDefined(typeof(ParamArrayAttribute)))
            prefix = "params ";
        else if (parameter.IsOut)
            prefix = "out ";
        else if (parameter.ParameterType.IsByRef)
            prefix = parameter.IsIn ? "in " : "ref ";
        return $"{prefix}{Of(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
            return "";
        var value = Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture);
        return " = " + (parameter.RawDefaultValue is null ? "null" : value);
    }

    private static string Bare(Type type)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }
}
