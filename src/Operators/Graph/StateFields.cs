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
        CheckLists(function);
        foreach (var field in Of(function))
        {
            // An aggregating state's type arguments are those of its input and result; what is stored is the accumulator.
            if (field.FieldType.GetGenericTypeDefinition() != typeof(IAggregatingState<,>))
            {
                foreach (var type in field.FieldType.GetGenericArguments())
                {
                    Codec.For(type);
                }
            }
        }

        foreach (var accumulator in Accumulators(function))
        {
            Codec.For(accumulator);
        }
    }

    /// <summary>Refuses a function that keeps keyed state on a stream without key.</summary>
    public static void CheckNotKeyed(StreamFunction function)
    {
        CheckLists(function);
        if (Of(function).FirstOrDefault() is { } field)
        {
            throw new JobGraphException(
                $"{TypeText.Of(function.GetType())} keeps keyed state in its field '{field.Name}', but its stream is not keyed. Call KeyBy before Process and derive from the keyed function.");
        }
    }

    private static void CheckLists(StreamFunction function)
    {
        foreach (var field in Fields(function, BindingFlags.Instance)
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(IOperatorList<>)))
        {
            Codec.For(field.FieldType.GetGenericArguments()[0]);
        }
    }

    /// <summary>The accumulators of aggregating states whose descriptors are kept in fields; those made in Open are checked when it runs.</summary>
    private static IEnumerable<Type> Accumulators(StreamFunction function) =>
        from field in Fields(function, BindingFlags.Instance | BindingFlags.Static)
        let type = field.FieldType
        where type.IsGenericType && type.GetGenericTypeDefinition() == typeof(AggregatingStateDescriptor<,,>)
        select type.GetGenericArguments()[1];

    private static IEnumerable<FieldInfo> Of(StreamFunction function) =>
        Fields(function, BindingFlags.Instance)
            .Where(field => field.FieldType.IsGenericType && StateTypes.Contains(field.FieldType.GetGenericTypeDefinition()));

    private static IEnumerable<FieldInfo> Fields(StreamFunction function, BindingFlags kind)
    {
        for (var type = function.GetType(); type is not null && type != typeof(StreamFunction); type = type.BaseType)
        {
            foreach (var field in type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
