using System.Globalization;
using Weir.Operators.Functions;

namespace Weir.Samples.OddEven;

/// <summary>Turns lines into whole numbers. Empty lines are left out; any other line that is no number goes to a side output, or is an error.</summary>
internal sealed class NumberParser(bool isStrict) : ProcessFunction<string, long>
{
    public static readonly OutputTag<string> BadLines = new("bad-lines");

    public override void Process(string record, ProcessContext context, Collector<long> output)
    {
        if (long.TryParse(record.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            output.Add(number);
        }
        else if (!string.IsNullOrWhiteSpace(record))
        {
            Refuse(record, context);
        }
    }

    private void Refuse(string line, ProcessContext context)
    {
        if (isStrict)
        {
            throw new FormatException(
                $"'{line}' is not a whole number from {long.MinValue} to {long.MaxValue}. Correct the line, or leave --strict out to set such lines aside.");
        }

        context.Output(BadLines, line);
    }
}
