using System.Diagnostics;

namespace Weir.JournalTests.Places;

/// <summary>The server's programs, as Debian installs them. A server refuses to run as root, so root runs it as the user postgres.</summary>
internal static class PostgreSqlInstallation
{
    private const string Versions = "/usr/lib/postgresql";
    private const string ServerUser = "postgres";

    private static readonly bool IsRoot = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;
    private static readonly string? Found = Find();

    public static string? SkipReason { get; } = WhyNot();

    public static string Folder => Found ?? throw new InvalidOperationException(SkipReason);

    /// <summary>Runs a line of the shell as the server's user.</summary>
    public static Process Start(string command)
    {
        var start = new ProcessStartInfo(IsRoot ? "runuser" : "sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in IsRoot ? ["-u", ServerUser, "--", "sh", "-c", command] : new[] { "-c", command })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static void GiveToServer(string folder)
    {
        if (IsRoot)
        {
            using var process = Process.Start("chown", ["-R", ServerUser, folder]);
            process.WaitForExit();
        }
    }

    private static string? WhyNot()
    {
        if (Found is null)
        {
            return $"There is no PostgreSQL server here (no {Versions}/*/bin/initdb). Debian's package postgresql has it.";
        }

        return IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(ServerUser + ":", StringComparison.Ordinal))
            ? $"A PostgreSQL server does not run as root, and there is no user {ServerUser} to run it as."
            : null;
    }

    private static string? Find() =>
        Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
}
