using Weir.Operators.Functions;

namespace Weir.Actors.Jobs;

/// <summary>Why something failed, in a form that is kept, shown and sent: text, no live exception.</summary>
/// <param name="Type">The kind of the root cause, as a rule the exception's full type name.</param>
/// <param name="Message">One line: what was being done, the value, the way out.</param>
/// <param name="Detail">The user's stack trace and the record's place in the input, as far as known.</param>
/// <param name="OccurredAt">When it happened, as the one who failed saw it; null when not known.</param>
/// <param name="IsPermanent">Starting again cannot help (state that does not fit, for instance), so it is not tried.</param>
public sealed record FailureCause(
    string Type,
    string Message,
    string? Detail = null,
    DateTimeOffset? OccurredAt = null,
    bool IsPermanent = false)
{
    // It is sent to other nodes, where a message has its limit, in lists of them too; and it is kept in the journal.
    private const int LongestMessage = 4 * 1024;
    private const int LongestDetail = 8 * 1024;

    private const string LostConnection = "Weir.Actors.Exchange.ConnectionLostException";

    /// <summary>Whether it only says that another node could not be reached any more.</summary>
    internal bool IsLostConnection => Type == LostConnection;

    internal static FailureCause From(Exception exception, DateTimeOffset? occurredAt = null, bool isPermanent = false)
    {
        ArgumentNullException.ThrowIfNull(exception);

        // What the user's function threw says more than that it was a user's function.
        var kind = (exception is OperatorException { InnerException: { } thrown } ? thrown : exception).GetType();
        return new FailureCause(
            kind.FullName ?? kind.Name,
            Cut(exception.Message, LongestMessage),
            Cut(exception.ToString(), LongestDetail),
            occurredAt,
            isPermanent);
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text.AsSpan(0, longest)}… ({text.Length - longest} more characters)";

    /// <inheritdoc/>
    public override string ToString() => $"{Type}: {Message}";
}
