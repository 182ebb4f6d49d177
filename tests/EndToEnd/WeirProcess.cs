using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.EndToEnd;

/// <summary>The command as users run it: a process of its own.</summary>
internal sealed partial class WeirProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WeirProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    public string Output => Text(_output);

    public string Error => Text(_error);

    public int ExitCode => _process.ExitCode;

    public static WeirProcess Start(TestFolder folder, params IEnumerable<string> arguments) => StartProgram(folder, "weir.dll", arguments);

    /// <summary>Another program of the repository, in the same way.</summary>
    public static WeirProcess StartProgram(TestFolder folder, string program, params IEnumerable<string> arguments) =>
        StartCommand(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);

    /// <summary>The command through another program that becomes it, such as one that enters a network namespace.</summary>
    public static WeirProcess StartThrough(TestFolder folder, IReadOnlyList<string> prefix, params IEnumerable<string> arguments) =>
        prefix.Count == 0
            ? Start(folder, arguments)
            : StartCommand(folder, prefix[0], [.. prefix.Skip(1), "dotnet", Path.Combine(AppContext.BaseDirectory, "weir.dll"), .. arguments]);

    private static WeirProcess StartCommand(TestFolder folder, string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command)
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["TMPDIR"] = folder.Temporary;
        start.Environment["XDG_CACHE_HOME"] = folder.Temporary;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new WeirProcess(Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start."));
    }

    /// <summary>Runs the command to its end.</summary>
    public static async Task<WeirProcess> RunAsync(TestFolder folder, params IEnumerable<string> arguments)
    {
        var process = Start(folder, arguments);
        await process.ExitAsync();
        return process;
    }

    public async Task ExitAsync()
    {
        if (!await ExitsWithinAsync(Patience))
        {
            _process.Kill(entireProcessTree: true);
            await _reading;
            throw new TimeoutException($"weir did not end within {Patience}.\n{this}");
        }
    }

    public async Task<bool> ExitsWithinAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        await _reading;
        return true;
    }

    /// <summary>Waits until the error output, where progress goes, fulfils a condition.</summary>
    public Task SaysAsync(Predicate<string> condition) => UntilAsync(() => condition(Error));

    /// <summary>Waits until the output fulfils a condition.</summary>
    public Task PrintsAsync(Predicate<string> condition) => UntilAsync(() => condition(Output));

    /// <summary>Ends with the next line, or with the last one.</summary>
    public Task NextLineAsync() => Task.WhenAny(Volatile.Read(ref _changed).Task, _reading);

    private async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (condition())
            {
                return;
            }

            if (_reading.IsCompleted)
            {
                throw new InvalidOperationException($"weir ended and never said what was waited for.\n{this}");
            }

            try
            {
                await Task.WhenAny(changed, _reading).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException tooLate)
            {
                throw new TimeoutException($"Within {Patience} weir has not said what was waited for.\n{this}", tooLate);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The process's memory at present, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public void Signal(PosixSignal signal) => Signal(signal == PosixSignal.SIGINT ? 2 : 15);

    /// <summary>A signal by its number, as on Linux.</summary>
    public void Signal(int number) => Kill(_process.Id, number).ShouldBe(0);

    public override string ToString() =>
        $"exit code {(_process.HasExited ? _process.ExitCode.ToString() : "none yet")}\n--- output\n{Output}\n--- error\n{Error}";

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
            {
                text.AppendLine(line);
            }

            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
        {
            return builder.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
