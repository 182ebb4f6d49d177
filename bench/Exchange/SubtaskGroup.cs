using Akka.Actor;
using Weir.Operators.Chains;

namespace Weir.Bench.Exchange;

/// <summary>The subtasks of one vertex in one run.</summary>
internal sealed class SubtaskGroup(IActorRef actor, CountdownEvent running) : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<OperatorChain> Chains { get; } = [];

    public Action Cleanup { get; set; } = () => { };

    /// <summary>Completes when the data of all has ended.</summary>
    public Task Ended => _ended.Task;

    public void OneEnded()
    {
        if (running.Signal())
        {
            _ended.TrySetResult();
        }
    }

    public void Fail(Exception error) => _ended.TrySetException(error);

    public async ValueTask DisposeAsync()
    {
        await actor.GracefulStop(TimeSpan.FromSeconds(10));
        Cleanup();
        foreach (OperatorChain chain in Chains)
        {
            await chain.DisposeAsync();
        }

        running.Dispose();
    }
}
