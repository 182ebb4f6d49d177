using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;

namespace Weir.Standin.Conformance.Remote;

/// <summary>What a system logs at warning level and above.</summary>
public sealed class LogLines : Akka.Actor.Setup.Setup
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <summary>Waits for a line that contains a text, and drops those before it.</summary>
    public async Task<string> Containing(string text, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var passed = new List<string>();
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(limit.Token);
                if (line.Contains(text, StringComparison.OrdinalIgnoreCase))
                    return line;
                passed.Add(line);
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"No line with '{text}' was logged; there were:{Environment.NewLine}{string.Join(Environment.NewLine, passed)}", exception);
        }
    }

    public IReadOnlyList<string> All()
    {
        var all = new List<string>();
        while (_lines.Reader.TryRead(out var line))
            all.Add(line);
        return all;
    }

    public sealed class Logger : ReceiveActor
    {
        public Logger()
        {
            var lines = Context.System.Settings.Setup.Get<LogLines>().Value._lines.Writer;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(log =>
            {
                if (log.LogLevel() >= LogLevel.WarningLevel)
                    lines.TryWrite($"{log.Message} {log.Cause?.Message}");
            });
        }
    }
}
