using System.Globalization;
using Weir.State.Keys;

namespace Weir.Operators.Graph;

/// <summary>How many subtasks one operator is to have, whatever its job's code says. Facts of the registry have it: its fields stay as they are.</summary>
/// <param name="Uid">The operator's.</param>
/// <param name="Parallelism">From 1.</param>
internal sealed record OperatorParallelism(string Uid, int Parallelism)
{
    /// <summary>What no parallelism is above.</summary>
    public const int Largest = KeyGroups.LargestMaxParallelism;

    /// <summary>Reads <c>UID=N</c>; null: it is something else.</summary>
    public static OperatorParallelism? Parse(string text)
    {
        var separator = text.LastIndexOf('=');
        return separator > 0 && int.TryParse(text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Largest
            ? new OperatorParallelism(text[..separator], number)
            : null;
    }

    public override string ToString() => $"{Uid}={Parallelism}";
}
