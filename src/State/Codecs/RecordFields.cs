using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weir.State.Codecs;

/// <summary>
/// What a record, class or struct consists of: all its instance fields, under the name of the property that they belong to. Fields and
/// not properties, because they are the whole state of a value, whatever can be seen or set from outside.
/// </summary>
internal static class RecordFields
{
    private const string BackingFieldEnd = ">k__BackingField";
    private const string AnonymousFieldEnd = ">i__Field";

    /// <summary>The fields that are stored.</summary>
    public static IReadOnlyList<(string Name, FieldInfo Field)> Of(Type type) =>
        [.. All(type).Where(member => !member.Field.IsDefined(typeof(NonSerializedAttribute), inherit: false))];

    public static IReadOnlyList<(string Name, FieldInfo Field)> All(Type type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<(string, FieldInfo)>();
        foreach (var level in Hierarchy(type))
        {
            var declared = level
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .OrderBy(field => field.MetadataToken);
            foreach (var field in declared)
            {
                var name = NameOf(field);
                if (!names.Add(name))
                {
                    name = $"{level.Name}.{name}";
                    names.Add(name);
                }

                fields.Add((name, field));
            }
        }

        return fields;
    }

    /// <summary>What <see cref="FormerNameAttribute"/> says of a field, of the property it belongs to, or of a record's parameter.</summary>
    public static IReadOnlyList<string> FormerNamesOf(FieldInfo field, string name)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var type = field.DeclaringType!;
        var parameters = type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
        var property = type.GetProperties(Declared).Where(property => string.Equals(property.Name, name, StringComparison.Ordinal));
        return
        [
            .. field.GetCustomAttributes<FormerNameAttribute>()
                .Concat(property.SelectMany(found => found.GetCustomAttributes<FormerNameAttribute>()))
                .Concat(parameters.SelectMany(found => found.GetCustomAttributes<FormerNameAttribute>()))
                .Select(attribute => attribute.Name).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Throws when a type is none whose fields can stand for it.</summary>
    public static void Refuse(Type type, string path)
    {
        var name = TypeNames.Of(type);
        var reason =
            type == typeof(object) || type.IsInterface || type.IsAbstract
                ? $"values of {name} can be of any type that derives from it. Declare the type that is really stored"
            : typeof(Delegate).IsAssignableFrom(type) ? $"{name} is a delegate, which is code and not data. Store what it is made from"
            : type.IsPointer || type.IsByRefLike || type == typeof(IntPtr) || type == typeof(UIntPtr)
                ? $"{name} refers to memory of this process. Store the data itself"
            : type.IsDefined(typeof(InlineArrayAttribute), inherit: false) || type.IsDefined(typeof(UnsafeValueTypeAttribute), inherit: false)
                ? $"{name} is an inline array, whose elements but the first are no fields. Use an array"
            : IsFramework(type) ? $"{name} is a type of .NET whose inside is not Weir's to store. Use an array, List, HashSet, Dictionary or a record of your own"
            : Hierarchy(type).FirstOrDefault(IsFramework) is { } parent
                ? $"it derives from {TypeNames.Of(parent)}, a type of .NET whose inside is not Weir's to store. Store what you need of it in a record of your own"
            : null;
        if (reason is not null)
        {
            throw new NoCodecException(type, path, $"{reason}, mark the field [field: NonSerialized] if it need not be stored, or register a codec with Codec.Register<{name}>(…).");
        }
    }

    private static IEnumerable<Type> Hierarchy(Type type)
    {
        var levels = new Stack<Type>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            levels.Push(level);
        }

        return levels;
    }

    private static bool IsFramework(Type type)
    {
        if (typeof(ITuple).IsAssignableFrom(type)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)))
        {
            return false;
        }

        var assembly = type.Assembly.GetName().Name ?? "";
        return assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
            || assembly is "System" or "mscorlib" or "netstandard";
    }

    private static string NameOf(FieldInfo field)
    {
        var name = field.Name;
        var end = name.EndsWith(BackingFieldEnd, StringComparison.Ordinal) ? BackingFieldEnd
            : name.EndsWith(AnonymousFieldEnd, StringComparison.Ordinal) ? AnonymousFieldEnd
            : null;
        return name[0] == '<' && end is not null ? name[1..^end.Length] : name;
    }
}
