using System.Text;

namespace Weir.Operators.Functions;

/// <summary>A user's function failed. <see cref="Exception.InnerException"/> is what it threw, with its stack trace.</summary>
public sealed class OperatorException : Exception
{
    private const int RecordTextLimit = 200;

    internal OperatorException(
        string operatorName, string operatorUid, int subtaskIndex, string? record, string? position, Exception cause)
        : base(Compose(operatorName, subtaskIndex, record, position, cause), cause)
    {
        OperatorName = operatorName;
        OperatorUid = operatorUid;
        SubtaskIndex = subtaskIndex;
        Record = record;
        Position = position;
    }

    /// <summary>The operator's name in the graph.</summary>
    public string OperatorName { get; }

    /// <summary>The operator's uid.</summary>
    public string OperatorUid { get; }

    /// <summary>The subtask it ran in, from 0.</summary>
    public int SubtaskIndex { get; }

    /// <summary>The record that was being processed as text, cut when long; null when there was none.</summary>
    public string? Record { get; }

    /// <summary>The record's place in the input where the source knows it, such as "words.txt, line 12, byte 345".</summary>
    public string? Position { get; }

    /// <summary>The text of a record for messages: bounded, and never a second failure.</summary>
    internal static string? Describe<T>(in T record)
    {
        string? text;
        try
        {
            text = record?.ToString();
        }
        catch (Exception e)
        {
            // A ToString that fails must not hide the failure being reported.
            return $"<{typeof(T).Name}, whose ToString threw {e.GetType().Name}>";
        }

        return text is { Length: > RecordTextLimit } ? string.Concat(text.AsSpan(0, RecordTextLimit), "…") : text;
    }

    private static string Compose(string operatorName, int subtaskIndex, string? record, string? position, Exception cause)
    {
        var text = new StringBuilder();
        text.Append("Operator '").Append(operatorName).Append("' failed in subtask ").Append(subtaskIndex);
        if (record is not null)
        {
            text.Append(" at record '").Append(record).Append('\'');
        }

        if (position is not null)
        {
            text.Append(" from ").Append(position);
        }

        return text.Append(": ").Append(cause.GetType().Name).Append(": ").Append(cause.Message).ToString();
    }
}
