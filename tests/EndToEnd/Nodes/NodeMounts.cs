using System.Diagnostics;

namespace Weir.EndToEnd.Nodes;

/// <summary>
/// Small file systems in memory that only one node sees, so that a test can fill them up or take them away. Linux, with the right to make
/// mount namespaces.
/// </summary>
internal static class NodeMounts
{
    private static readonly Lazy<bool> Permitted = new(Try);

    /// <summary>Whether this machine lets tests mount file systems.</summary>
    public static bool IsPermitted => Permitted.Value;

    /// <summary>What a node is started through, to have them.</summary>
    /// <param name="folders">Where they are mounted; the folders are there.</param>
    /// <param name="sizeKib">What each can hold.</param>
    public static IReadOnlyList<string> Prefix(IEnumerable<string> folders, int sizeKib) =>
        ["unshare", "--map-root-user", "--mount", "sh", "-c", $"{string.Concat(folders.Select(folder => $"mount -t tmpfs -o size={sizeKib}k weir '{folder}' && "))}exec \"$@\"", "sh"];

    /// <summary>A path as the node sees it.</summary>
    public static string Seen(WeirProcess node, string path) => $"/proc/{node.Id}/root{path}";

    /// <summary>What is written there fails from now on.</summary>
    public static void MakeReadOnly(WeirProcess node, string folder)
    {
        // Over itself: as it is, it has files that are open for writing.
        var (code, said) = Run(
            "nsenter", "--target", $"{node.Id}", "--user", "--preserve-credentials", "--mount", "sh", "-c", $"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}'");
        code.ShouldBe(0, said);
    }

    private static bool Try() => OperatingSystem.IsLinux() && Run("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=4k", "weir", Path.GetTempPath()).Code == 0;

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
