using System.Diagnostics;
using System.Text.Json;
using Weir.Bench.Harness;

namespace Weir.Bench.Workloads;

/// <summary>The same workload on a real Flink, where one is at hand next to the repository and Java is installed.</summary>
internal static class FlinkPeer
{
    public const string Name = "flink";

    /// <summary>The contender, or the reason why there is none.</summary>
    public static (Contender? Contender, string? Missing) Find(params string[] arguments)
    {
        if (Command() is not { } command)
        {
            return (null, "flink: no ../shared/flink beside the repository");
        }

        if (!JavaStarts())
        {
            return (null, "flink: no java on the PATH (Debian: openjdk-17-jre-headless)");
        }

        return (new Contender(Name, cancellationToken => RunAsync(command, arguments, cancellationToken)), null);
    }

    private static async Task<Measurement> RunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{command} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        }

        string line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        using JsonDocument json = JsonDocument.Parse(line);
        return new Measurement(
            json.RootElement.GetProperty("records").GetInt64(),
            TimeSpan.FromSeconds(json.RootElement.GetProperty("seconds").GetDouble()),
            Result: null);
    }

    private static string? Command()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
            {
                string command = Path.Combine(folder.FullName, "..", "shared", "flink", "bin", "flink-bench");
                return File.Exists(command) ? Path.GetFullPath(command) : null;
            }
        }

        return null;
    }

    private static bool JavaStarts()
    {
        try
        {
            using Process? java = Process.Start(new ProcessStartInfo("java", "-version") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
            java?.WaitForExit();
            return java?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
