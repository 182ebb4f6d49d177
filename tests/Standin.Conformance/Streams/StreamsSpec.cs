using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

/// <summary>A system and a materializer for each test.</summary>
public abstract class StreamsSpec : IAsyncLifetime
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nown-thread.type = PinnedDispatcher");

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected ActorSystem System { get; } = ActorSystem.Create("streams", Quiet);

    protected ActorMaterializer Materializer { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Materializer = System.Materializer();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await System.Terminate().WaitAsync(Patience);
        System.WhenTerminated.IsCompleted.ShouldBeTrue();
    }

    /// <summary>The elements of the source, with which the stream must end by itself.</summary>
    protected async Task<IReadOnlyList<T>> Elements<T, TMat>(Source<T, TMat> source) =>
        await source.RunWith(Sink.Seq<T>(), Materializer).WaitAsync(Patience);

    /// <summary>Ends when the actor does.</summary>
    protected async Task Ended(IActorRef actor)
    {
        var ended = new TaskCompletionSource();
        System.ActorOf(Props.Create(() => new Watcher(actor, ended)));
        await ended.Task.WaitAsync(Patience);
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef actor, TaskCompletionSource ended)
        {
            Context.Watch(actor);
            Receive<Terminated>(_ => ended.TrySetResult());
        }
    }

    protected static Task<TException> Fails<TException>(Task task) where TException : Exception =>
        Should.ThrowAsync<TException>(() => task.WaitAsync(Patience));
}

/// <summary>What stages have seen, in order, for a test to wait for.</summary>
internal sealed class Log
{
    private readonly Channel<string> _entries = Channel.CreateUnbounded<string>();

    public void Add(string entry) => _entries.Writer.TryWrite(entry).ShouldBeTrue();

    public async Task<string> Next() => await _entries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<string[]> Next(int count)
    {
        var entries = new string[count];
        for (var i = 0; i < count; i++)
            entries[i] = await Next();
        return entries;
    }

    public string[] Rest()
    {
        var rest = new List<string>();
        while (_entries.Reader.TryRead(out var entry))
            rest.Add(entry);
        return [.. rest];
    }
}
