using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weir.State.Keys;

/// <summary>Which types compare by their fields and nothing else: tuples, anonymous types, and records whose equality nobody wrote by hand.</summary>
internal static class KeyEquality
{
    public static bool IsByMembers(Type type)
    {
        if (typeof(ITuple).IsAssignableFrom(type))
        {
            return true;
        }

        if (IsMadeByCompiler(type) && type.Name.Contains("AnonymousType", StringComparison.Ordinal))
        {
            return true;
        }

        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var isRecord = type.GetMethod("PrintMembers", Declared) is not null;
        var equals = type.GetMethod(nameof(Equals), Declared, [type]);
        return isRecord && equals is not null && IsMadeByCompiler(equals) && !type.IsAbstract;
    }

    private static bool IsMadeByCompiler(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
