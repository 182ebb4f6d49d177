using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.State.Storage.Files;

/// <summary>The names in a job's folder.</summary>
internal static partial class JobFolder
{
    public const string MetadataFile = "_metadata";
    public const string JobFile = "job";

    /// <summary>Held open by the process that runs the job.</summary>
    public const string LockFile = "lock";

    /// <summary>Empty; there once a checkpoint has completed, and for good.</summary>
    public const string CompletedFile = "completed";

    /// <summary>In a checkpoint's folder, before the id of a job that has started from it.</summary>
    public const string UserPrefix = "used-by-";

    /// <summary>Has the files that the job's checkpoints share.</summary>
    public const string SharedFolder = "shared";

    /// <summary>Says where the job's savepoints are.</summary>
    public const string SavepointsFolder = "savepoints";

    /// <summary>The name of a savepoint's folder.</summary>
    public static string Savepoint(string jobId, string suffix) => $"savepoint-{jobId[..Math.Min(6, jobId.Length)]}-{suffix}";

    public static string Checkpoint(long id) => "chk-" + id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a checkpoint that was set aside; a number keeps several of one id apart.</summary>
    public static string SetAside(string checkpoint, int number) =>
        number == 0 ? "set-aside-" + checkpoint : string.Create(CultureInfo.InvariantCulture, $"set-aside-{checkpoint}.{number}");

    public static bool IsJobId(string name) => JobIdPattern().IsMatch(name);

    /// <summary>The id of a checkpoint's folder; null when it is not one.</summary>
    public static long? CheckpointId(string folderName) => IdOf(CheckpointPattern().Match(folderName));

    /// <summary>The id of a checkpoint's folder, set aside or not; null when it is neither.</summary>
    public static long? AnyCheckpointId(string folderName) => IdOf(AnyCheckpointPattern().Match(folderName));

    private static long? IdOf(Match match) =>
        match.Success && long.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex JobIdPattern();

    [GeneratedRegex("^chk-(?<id>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CheckpointPattern();

    [GeneratedRegex(@"^(set-aside-)?chk-(?<id>[0-9]+)(\.[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyCheckpointPattern();
}
