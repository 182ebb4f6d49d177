using System.Diagnostics;

namespace Weir.EndToEnd.Rest;

/// <summary>The command-line client of a real Flink, in a folder beside the repository that not everybody has. It speaks nothing but REST.</summary>
internal static class FlinkClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly string? Command = Find("flink");

    /// <summary>Null: it is there.</summary>
    public static string? SkipReason { get; } =
        Command is null ? "Flink's client (../shared/flink/bin/flink beside the repository) is not at hand."
        : !HasJava() ? "Flink's client needs Java, which is not installed here."
        : null;

    /// <summary>Runs the client to its end.</summary>
    /// <returns>Its exit code, and all that it has said.</returns>
    public static async Task<(int ExitCode, string Said)> RunAsync(Uri rest, params string[] arguments)
    {
        using var process = Start(Command!, ["--rest", $"{rest.Host}:{rest.Port}", .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, $"{await output}{await error}");
    }

    private static bool HasJava()
    {
        try
        {
            using var java = Start("java", ["-version"]);
            java.WaitForExit();
            return java.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string command, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(command, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException($"{command} did not start.");

    /// <summary>A command of that folder; null: it is not there.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var up in (string[])["..", Path.Combine("..", "..")])
            {
                var command = Path.Combine(folder.FullName, up, "shared", "flink", "bin", name);
                if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")) && File.Exists(command))
                {
                    return Path.GetFullPath(command);
                }
            }
        }

        return null;
    }
}

/// <summary>Skipped, with the reason, where Flink's client or Java is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FlinkFactAttribute : FactAttribute
{
    public FlinkFactAttribute() => Skip = FlinkClient.SkipReason;
}
