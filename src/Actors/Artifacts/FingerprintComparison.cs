namespace Weir.Actors.Artifacts;

/// <summary>
/// Compares the graph that a job's code gives in one place with the one it gave in another. Both list operators line by line, uid first
/// (see <see cref="Operators.Graph.JobGraph.Fingerprint"/>), so the first different line names the operator.
/// </summary>
internal static class FingerprintComparison
{
    private const string FieldSeparator = " | ";

    /// <summary>Null if they are the same; else a sentence part that names the first operator that differs.</summary>
    /// <param name="expected">That of the deployment.</param>
    /// <param name="actual">That of the code which is here.</param>
    public static string? Difference(string expected, string actual)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal))
        {
            return null;
        }

        var expectedLines = Lines(expected);
        var actualLines = Lines(actual);
        for (var position = 0; position < Math.Min(expectedLines.Length, actualLines.Length); position++)
        {
            if (expectedLines[position] != actualLines[position])
            {
                return Explain(position, expectedLines[position], actualLines[position]);
            }
        }

        return expectedLines.Length > actualLines.Length
            ? $"operator {actualLines.Length + 1}, '{Uid(expectedLines[actualLines.Length])}', is missing here"
            : $"operator {expectedLines.Length + 1}, '{Uid(actualLines[expectedLines.Length])}', is in the code here only";
    }

    private static string Explain(int position, string expected, string actual)
    {
        if (Uid(expected) != Uid(actual))
        {
            return $"operator {position + 1} is '{Uid(expected)}' in the deployment and '{Uid(actual)}' here";
        }

        var expectedFields = expected.Split(FieldSeparator);
        var actualFields = actual.Split(FieldSeparator);
        var shared = Math.Min(expectedFields.Length, actualFields.Length);
        var field = 1;
        while (field < shared && expectedFields[field] == actualFields[field])
        {
            field++;
        }

        return $"operator {position + 1}, '{Uid(expected)}', is {Field(expectedFields, field)} in the deployment and {Field(actualFields, field)} here";
    }

    private static string Field(string[] fields, int index) => index < fields.Length ? $"({fields[index]})" : "without that";

    private static string Uid(string line) => line.Split(FieldSeparator)[0];

    private static string[] Lines(string fingerprint) => fingerprint.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
