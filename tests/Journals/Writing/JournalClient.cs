using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Persistence;

namespace Weir.JournalTests.Writing;

/// <summary>Speaks to the journal and the snapshot store of a system as a persistent actor does, a step at a time.</summary>
internal sealed class JournalClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IActorRef _journal;
    private readonly IActorRef _snapshots;

    public JournalClient(Akka.Configuration.Config config)
    {
        System = TestSystem.Create(config);
        var extension = Akka.Persistence.Persistence.Instance.Apply(System);
        _journal = extension.JournalFor(null);
        _snapshots = extension.SnapshotStoreFor(null);
    }

    public ActorSystem System { get; }

    public static AtomicWrite Together(string id, params (long Number, object Payload)[] events) =>
        new(events.Select(each => (IPersistentRepresentation)new Persistent(each.Payload, each.Number, id, writerGuid: "w")).ToImmutableList());

    /// <summary>The highest sequence number and the events, as recovery has them.</summary>
    public async Task<Recovered> RecoverAsync(string id, long from = 1, long to = long.MaxValue, long most = long.MaxValue)
    {
        var answers = await AskAsync(_journal, asker => new ReplayMessages(from, to, most, id, asker), message => message is RecoverySuccess or ReplayMessagesFailure);
        if (answers[^1] is ReplayMessagesFailure failure)
        {
            throw new JournalRefusedException(failure.Cause);
        }

        return new Recovered(
            ((RecoverySuccess)answers[^1]).HighestSequenceNr,
            [.. answers.OfType<ReplayedMessage>().Select(each => (each.Persistent.SequenceNr, ((Noted)each.Persistent.Payload).Text))]);
    }

    public Task WriteAsync(string id, params long[] numbers) =>
        WriteAsync([.. numbers.Select(number => Together(id, (number, new Noted(TextOf(number)))))]);

    public static string TextOf(long number) => $"event {number}";

    /// <summary>Returns when all are acknowledged.</summary>
    /// <exception cref="JournalRefusedException">One was not.</exception>
    public async Task WriteAsync(params AtomicWrite[] writes)
    {
        foreach (var answer in await TryWriteAsync(writes))
        {
            var cause = answer switch
            {
                WriteMessageFailure failure => failure.Cause,
                WriteMessageRejected rejected => rejected.Cause,
                _ => null,
            };
            if (cause is not null)
            {
                throw new JournalRefusedException(cause);
            }
        }
    }

    /// <summary>The answer to each event.</summary>
    public async Task<IReadOnlyList<object>> TryWriteAsync(params AtomicWrite[] writes)
    {
        var left = 1 + writes.Sum(write => write.Size);
        return (await AskAsync(_journal, asker => new WriteMessages(writes, asker, 1), _ => --left == 0))[1..];
    }

    public async Task DeleteAsync(string id, long to)
    {
        var answer = (await AskAsync(_journal, asker => new DeleteMessagesTo(id, to, asker), _ => true))[0];
        if (answer is DeleteMessagesFailure failure)
        {
            throw new JournalRefusedException(failure.Cause);
        }
    }

    public async Task<SelectedSnapshot?> LoadSnapshotAsync(string id, SnapshotSelectionCriteria criteria) =>
        (await AskAsync(_snapshots, _ => new LoadSnapshot(id, criteria, long.MaxValue), _ => true))[0] switch
        {
            LoadSnapshotResult result => result.Snapshot,
            LoadSnapshotFailed failed => throw new JournalRefusedException(failed.Cause),
            var other => throw new InvalidOperationException(other.ToString()),
        };

    public async Task<SnapshotMetadata> SaveSnapshotAsync(string id, long number, string text, DateTime timestamp = default) =>
        (await AskAsync(_snapshots, _ => new SaveSnapshot(new SnapshotMetadata(id, number, timestamp), new Noted(text)), _ => true))[0] switch
        {
            SaveSnapshotSuccess success => success.Metadata,
            SaveSnapshotFailure failure => throw new JournalRefusedException(failure.Cause),
            var other => throw new InvalidOperationException(other.ToString()),
        };

    public async Task DeleteSnapshotAsync(SnapshotMetadata metadata) =>
        (await AskAsync(_snapshots, _ => new DeleteSnapshot(metadata), _ => true))[0].ShouldBeOfType<DeleteSnapshotSuccess>();

    public async Task DeleteSnapshotsAsync(string id, SnapshotSelectionCriteria criteria) =>
        (await AskAsync(_snapshots, _ => new DeleteSnapshots(id, criteria), _ => true))[0].ShouldBeOfType<DeleteSnapshotsSuccess>();

    /// <summary>What is published on the event stream from now on.</summary>
    public ChannelReader<T> Listen<T>()
    {
        var channel = Channel.CreateUnbounded<T>();
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Subscriber<T>(channel.Writer))), typeof(T));
        return channel.Reader;
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    private async Task<List<object>> AskAsync(IActorRef plugin, Func<IActorRef, object> request, Func<object, bool> isLast)
    {
        var channel = Channel.CreateUnbounded<object>();
        var asker = System.ActorOf(Props.Create(() => new Listener(channel.Writer)));
        plugin.Tell(request(asker), asker);
        var answers = new List<object>();
        do
        {
            answers.Add(await channel.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        }
        while (!isLast(answers[^1]));
        System.Stop(asker);
        return answers;
    }

    private sealed class Subscriber<T>(ChannelWriter<T> published) : UntypedActor
    {
        protected override void OnReceive(object message) => published.TryWrite((T)message);
    }

    private sealed class Listener(ChannelWriter<object> answers) : UntypedActor
    {
        protected override void OnReceive(object message) => answers.TryWrite(message);
    }
}

internal sealed record Recovered(long Highest, IReadOnlyList<(long Number, string Text)> Events)
{
    public IEnumerable<long> Numbers => Events.Select(each => each.Number);
}

/// <summary>The journal said no; the message is the one it gave.</summary>
public sealed class JournalRefusedException(Exception cause) : Exception(cause.Message, cause);
