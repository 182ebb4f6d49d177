using System.Diagnostics;

namespace Weir.Bench.Failover;

/// <summary>A node as users start it: <c>weir node -c FILE…</c>.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public bool IsRunning => !_process.HasExited;

    public static NodeProcess Start(string folder, int port, NodeLogs logs, params IEnumerable<string> arguments)
    {
        Process process = Run(folder, ["node", .. arguments]);
        var node = new NodeProcess(process, port);
        _ = ReadAsync(process.StandardError, line => logs.Add(node, line));
        _ = ReadAsync(process.StandardOutput, line => logs.Add(node, line));
        return node;
    }

    /// <summary>Runs another command of weir to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> ExecuteAsync(string folder, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        string[] all = [.. arguments];
        using Process process = Run(folder, all);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"weir {string.Join(' ', all)} ended with {process.ExitCode}: {await error}");
    }

    /// <summary>kill -9.</summary>
    /// <returns>When.</returns>
    public DateTimeOffset Kill()
    {
        DateTimeOffset at = DateTimeOffset.UtcNow;
        _process.Kill();
        return at;
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Process Run(string folder, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "weir.dll"), .. arguments])
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            take(line);
        }
    }
}
