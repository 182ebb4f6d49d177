using System.Diagnostics;
using Akka.Actor;

namespace Weir.Bench.Exchange;

/// <summary>The second process, seen from the first: this program again.</summary>
internal sealed class ReceiverProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ReceiverProcess(Process process, Address address)
    {
        _process = process;
        Address = address;
    }

    public Address Address { get; }

    public static async Task<ReceiverProcess> StartAsync(Address first, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ReceiverProcess).Assembly.Location);
        }

        start.ArgumentList.Add(SecondProcess.Argument);
        start.ArgumentList.Add(first.ToString());
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started a second time.");
        return new ReceiverProcess(process, Address.Parse(await HearAsync(process, cancellationToken)));
    }

    public Task TellAsync(FormattableString line) => _process.StandardInput.WriteLineAsync(FormattableString.Invariant(line));

    public Task<string> HearAsync(CancellationToken cancellationToken) => HearAsync(_process, cancellationToken);

    /// <summary>The process ends when its input does.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<string> HearAsync(Process process, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(SecondProcess.Mark, StringComparison.Ordinal))
            {
                return line[SecondProcess.Mark.Length..];
            }

            await Console.Error.WriteLineAsync(line);
        }

        throw Ended(process);
    }

    private static InvalidOperationException Ended(Process process) =>
        new($"The second process ({process.Id}) ended; what it wrote to its error output says why.");
}
