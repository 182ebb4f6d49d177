using Weir.Operators.Chains;
using Weir.Operators.Runtime;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Drives a chain's source: reads in turns, so that triggers and splits get their word in between, and rests while the
/// source has nothing to read. On the subtask's thread, but for what it posts.
/// </summary>
/// <param name="stages">The subtask.</param>
/// <param name="isBlocked">Whether an output has no room, or the chain is told to slow down.</param>
/// <param name="onRead">After each read.</param>
/// <param name="onFinished">The source has read all its data; returns whether the chain, too, is done with it.</param>
internal sealed class SourceTurns(SubtaskStages stages, Func<bool> isBlocked, Action onRead, Func<bool> onFinished)
{
    /// <summary>Reads of a busy source between two looks at its mailbox, where triggers wait.</summary>
    private const int ReadsPerTurn = 64;

    private readonly OperatorChain _chain = stages.Chain;
    private Action _postTurn = static () => { };
    private Action<long> _postWakeUp = static _ => { };
    private bool _turnPending;
    private bool _waiting;
    private bool _splitsRequested;
    private bool _finished;
    private long _waitNumber;

    /// <param name="postTurn">Posts a message to the subtask's thread that calls <see cref="TurnComes"/>.</param>
    /// <param name="postWakeUp">Posts one that calls <see cref="Woken"/>.</param>
    public void Start(Action postTurn, Action<long> postWakeUp)
    {
        _postTurn = postTurn;
        _postWakeUp = postWakeUp;
        Post();
    }

    public void TurnComes()
    {
        _turnPending = false;
        Read();
    }

    /// <summary>Of a wait that is over already, ended by splits for instance, the source goes on by itself.</summary>
    public void Woken(long wait)
    {
        if (_waiting && wait == _waitNumber)
        {
            EndWait();
            Read();
        }
    }

    public void AddSplits(ReadOnlyMemory<byte> splits)
    {
        _splitsRequested = false;
        _chain.Source!.AddSplits(splits);
        EndWait();
        Read();
    }

    public void Drain()
    {
        _chain.Source!.Drain();
        EndWait();
        Read();
    }

    public void NoMoreSplits()
    {
        _chain.Source!.NoMoreSplits();
        EndWait();
        Read();
    }

    /// <summary>Reads on, unless its next turn is posted already, or it waits.</summary>
    public void Read()
    {
        ISourceDriver source = _chain.Source!;
        for (int i = 0; i < ReadsPerTurn; i++)
        {
            if (_finished || _waiting || _turnPending || isBlocked())
            {
                return;
            }

            SourceReadStatus status = source.Read();
            onRead();
            switch (status)
            {
                case SourceReadStatus.More:
                    break;
                case SourceReadStatus.Finished:
                    _finished = onFinished();
                    return;
                default:
                    Wait(source);
                    break;
            }
        }

        Post();
    }

    /// <summary>At most one turn is under way: <see cref="Read"/> does nothing before it.</summary>
    private void Post()
    {
        _turnPending = true;
        _postTurn();
    }

    private void Wait(ISourceDriver source)
    {
        _chain.FlushOutputs();
        if (source.NeedsSplits && !_splitsRequested)
        {
            _splitsRequested = true;
            stages.Listener.SplitsNeeded();
        }

        Task available = source.WaitAsync();
        if (available.IsCompletedSuccessfully)
        {
            Post();
            return;
        }

        _waiting = true;
        stages.Pulse.Idle.Begin();
        long number = ++_waitNumber;
        Action<long> wake = _postWakeUp;
        Action<Exception> fail = stages.Control!.Fail;
        _ = available.ContinueWith(
            task =>
            {
                if (task.Exception is { } error)
                {
                    fail(error.InnerException ?? error);
                }
                else if (!task.IsCanceled)
                {
                    wake(number);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void EndWait()
    {
        if (_waiting)
        {
            _waiting = false;
            stages.Pulse.Idle.End();
        }

        _waitNumber++;
    }
}
