using System.Reflection;
using Weir.Operators.Functions;
using Weir.State;
using Weir.State.Codecs;

namespace Weir.Operators.Graph;

/// <summary>
/// Looks at the fields of a function for the states that it keeps, so that a type without a codec, or state without a key, is refused
/// when the job is defined and not when it has been deployed.
/// </summary>
internal static class StateFields
{
    private static readonly Type[] StateTypes =
        [typeof(IValueState<>), typeof(IListState<>), typeof(IMapState<,>), typeof(IReducingState<>), typeof(IAggregatingState<,>)];

    /// <summary>Throws <see cref="NoCodecException"/> when a state's type cannot be stored.</summary>
    public static void CheckKeyed(StreamFunction function)
    {
        foreach (var field in Of(function))
        {
            // An aggregating state's type arguments are those of its input and result; its accumulator is checked when it opens.
            if (field.FieldType.GetGenericTypeDefinition() != typeof(IAggregatingState<,>))
            {
                foreach (var type in field.FieldType.GetGenericArguments())
                {
                    Codec.For(type);
                }
            }
        }
    }

    /// <summary>Refuses a function that keeps keyed state on a stream without key.</summary>
    public static void CheckNotKeyed(StreamFunction function)
    {
        if (Of(function).FirstOrDefault() is { } field)
        {
            throw new JobGraphException(
                $"{TypeText.Of(function.GetType())} keeps keyed state in its field '{field.Name}', but its stream is not keyed. Call KeyBy before Process and derive from the keyed function.");
        }
    }

    private static IEnumerable<FieldInfo> Of(StreamFunction function)
    {
        for (var type = function.GetType(); type is not null && type != typeof(StreamFunction); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.FieldType.IsGenericType && StateTypes.Contains(field.FieldType.GetGenericTypeDefinition()))
                {
                    yield return field;
                }
            }
        }
    }
}
