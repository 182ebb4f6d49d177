using Weir.Operators.Elements;
using Weir.Operators.Functions;

namespace Weir.Operators.Runtime;

/// <summary>Turns what a user function threw into an error that names the operator, the subtask, the record and its place in the input.</summary>
internal static class OperatorFailure
{
    /// <summary>Whether an exception comes from the user's code in this operator, and not from one behind it, which has wrapped it already.</summary>
    public static bool IsOwn(Exception exception) => exception is not OperatorException;

    public static OperatorException At<T>(OperatorContext context, in Records<T> records, int index, Exception cause)
    {
        if ((uint)index >= (uint)records.Count)
        {
            return Without(context, cause);
        }

        var position = records.Origins.IsEmpty ? null : context.Positions?.Describe(records.Origins[index]);
        return new OperatorException(
            context.Name, context.Uid, context.SubtaskIndex, OperatorException.Describe(records.Items[index]), position, cause);
    }

    /// <summary>A failure that belongs to no record: opening, a timer, the end of input.</summary>
    public static OperatorException Without(OperatorContext context, Exception cause, string? position = null) =>
        new(context.Name, context.Uid, context.SubtaskIndex, null, position, cause);

    /// <summary>About where a batch stands in the input, for a failure that concerns all of it; null when that is not known.</summary>
    public static string? PositionOf<T>(OperatorContext context, in Records<T> records)
    {
        if (records.Origins.IsEmpty || context.Positions?.Describe(records.Origins[0]) is not { } first)
        {
            return null;
        }

        var last = context.Positions.Describe(records.Origins[^1]);
        return last is null || string.Equals(first, last, StringComparison.Ordinal) ? first : $"{first} to {last}";
    }
}
