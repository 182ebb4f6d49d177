using System.Globalization;

namespace Weir.Operators.Sinks;

/// <summary>
/// How a sink's files are called. Hidden: <c>.part-(job id)-(subtask)-(number)-(attempt)</c>; committed: <c>part-(short job id)-(subtask)-(number)</c>.
/// </summary>
/// <remarks>
/// With the attempt in it no two attempts have a hidden name in common: one that was taken for dead and goes on removes its own files, and
/// not those that its successor writes under the same numbers.
/// </remarks>
internal sealed class FileNames
{
    private const int ShortIdLength = 12;
    private readonly string hiddenStart;
    private readonly string finalStart;

    public FileNames(string prefix, string jobId)
    {
        hiddenStart = $".{prefix}-{jobId}-";
        finalStart = $"{prefix}-{jobId[..Math.Min(ShortIdLength, jobId.Length)]}-";
    }

    /// <summary>A search pattern for the job's hidden files.</summary>
    public string HiddenPattern => hiddenStart + "*";

    /// <summary>A search pattern for the job's committed files.</summary>
    public string FinalPattern => finalStart + "*";

    public PendingFile Create(int subtask, long number, int attempt)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $"{subtask}-{number}");
        return new PendingFile(string.Create(CultureInfo.InvariantCulture, $"{hiddenStart}{end}-{attempt}"), finalStart + end, 0);
    }

    /// <summary>Reads subtask and number from a hidden or committed name of this job; false for any other name.</summary>
    public bool TryParse(ReadOnlySpan<char> name, out int subtask, out long number)
    {
        subtask = 0;
        number = 0;
        var start = name.StartsWith('.') ? hiddenStart : finalStart;
        if (!name.StartsWith(start, StringComparison.Ordinal))
        {
            return false;
        }

        var end = name[start.Length..];
        var dash = end.IndexOf('-');
        if (name.StartsWith('.') && end.Count('-') == 2)
        {
            var attempt = end.LastIndexOf('-');
            if (!int.TryParse(end[(attempt + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }

            end = end[..attempt];
        }

        return dash > 0
            && int.TryParse(end[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out subtask)
            && long.TryParse(end[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
