using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;

namespace Weir.Spec.Logging;

/// <summary>What a system logs, from now on.</summary>
internal sealed class LogEntries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<LogEvent> _entries = Channel.CreateUnbounded<LogEvent>();
    private readonly List<LogEvent> _read = [];

    public LogEntries(ActorSystem system) => system.EventStream.Subscribe(
        system.ActorOf(Props.Create(() => new Listener(_entries.Writer))), typeof(LogEvent));

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<LogEvent> Read => _read;

    /// <summary>Waits for an entry with a text, and gives the first one; no matter what was read before.</summary>
    public async Task<LogEvent> WithAsync(string text)
    {
        if (_read.Find(entry => Has(entry, text)) is { } earlier)
        {
            return earlier;
        }

        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                LogEvent entry = await _entries.Reader.ReadAsync(limit.Token);
                _read.Add(entry);
                if (Has(entry, text))
                {
                    return entry;
                }
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"No entry of the log has the text '{text}' within {Patience}. There were:\n{string.Join('\n', _read)}", late);
        }
    }

    private static bool Has(LogEvent entry, string text) => $"{entry.Message}".Contains(text, StringComparison.Ordinal);

    private sealed class Listener : ReceiveActor
    {
        public Listener(ChannelWriter<LogEvent> entries) => Receive<LogEvent>(entry => entries.TryWrite(entry));
    }
}
