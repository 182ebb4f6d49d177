using System.Diagnostics;
using System.Globalization;

namespace Weir.Bench.RestLoad;

/// <summary>The process that asks, seen from the one that answers: this program again.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private readonly Process _process;

    private LoadClient(Process process) => _process = process;

    public static LoadClient Start(Uri rest, string job, int cores)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LoadClient).Assembly.Location);
        }

        foreach (string argument in (string[])[LoadProcess.Argument, rest.ToString(), job, cores.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        return new LoadClient(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started a second time."));
    }

    public async Task<LoadAnswer> AskAsync(double seconds, int perSecond, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{seconds} {perSecond}"));
        await _process.StandardInput.FlushAsync(cancellationToken);
        return LoadAnswer.Parse(await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The asking process ({_process.Id}) ended; what it wrote to its error output says why."));
    }

    /// <summary>The process ends when its input does.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
