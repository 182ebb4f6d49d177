using Akka.Actor;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Reads the parts of one subtask, each in its order and all in turn.</summary>
internal sealed class PartReader<T, TOffset>(
    SourceReaderContext context, Func<StreamContext, ResumePoint<TOffset>, IInputFeed<T, TOffset>> open)
    : ISplitReader<T, InputPart<TOffset>>, IEagerReader
{
    private readonly ActorSystem _system = StreamContext.SystemOf(context.Host, context.SourceName);
    private readonly List<Part> _parts = [];
    private readonly List<IInputFeed<T, TOffset>> _ended = [];
    private readonly (T Record, TOffset Offset)[] _taken = new (T, TOffset)[256];
    private int _next;

    /// <summary>After a restore with fewer subtasks there are several parts for each.</summary>
    public bool WantsMoreSplits =>
        _parts.Count > 0 && (long)_parts.Count * context.Parallelism < _parts[0].Split.Count;

    public void AddSplit(InputPart<TOffset> split)
    {
        ResumePoint<TOffset> from = split.Last.Count > 0 ? new(split.Last[0]) : default;
        var at = new StreamContext(_system, context.JobName, context.SourceName, split.Index, split.Count);
        _parts.Add(new Part(split, open(at, from)));
    }

    public ReadStatus Read(SourceOutput<T> output)
    {
        int idle = 0;
        while (_parts.Count > 0 && idle < _parts.Count)
        {
            _next %= _parts.Count;
            int taken = TakeFrom(_parts[_next], output, out bool hasEnded);
            if (hasEnded)
            {
                _ended.Add(_parts[_next].Feed);
                _parts.RemoveAt(_next);
                continue;
            }

            _next++;
            idle = taken == 0 ? idle + 1 : 0;
            if (output.IsFull)
            {
                return ReadStatus.More;
            }
        }

        return _parts.Count == 0 ? ReadStatus.Finished : ReadStatus.Waiting;
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _parts.Count == 1
        ? _parts[0].Feed.Records.WaitAsync().WaitAsync(cancellationToken)
        : Task.WhenAny(_parts.Select(part => part.Feed.Records.WaitAsync())).WaitAsync(cancellationToken);

    public void Snapshot(ICollection<InputPart<TOffset>> splits)
    {
        foreach (Part part in _parts)
        {
            splits.Add(part.Split);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IInputFeed<T, TOffset> feed in _ended.Concat(_parts.Select(part => part.Feed)))
        {
            await feed.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int TakeFrom(Part part, SourceOutput<T> output, out bool hasEnded)
    {
        int taken = Take(part.Feed, out hasEnded);
        int copied = 0;
        while (copied < taken)
        {
            Span<T> target = output.GetSpan();
            int count = Math.Min(target.Length, taken - copied);
            for (int i = 0; i < count; i++)
            {
                target[i] = _taken[copied + i].Record;
            }

            output.Advance(count);
            copied += count;
        }

        if (taken > 0)
        {
            part.Advance(_taken[taken - 1].Offset);
            Array.Clear(_taken, 0, taken);
        }

        return taken;
    }

    private int Take(IInputFeed<T, TOffset> feed, out bool hasEnded)
    {
        try
        {
            return feed.Records.Take(_taken, out hasEnded);
        }
        catch (Exception error) when (error is not ConnectorException)
        {
            throw new ConnectorException($"What brings the records of '{context.SourceName}' has failed: {error.Message}", error);
        }
    }

    private sealed class Part(InputPart<TOffset> split, IInputFeed<T, TOffset> feed)
    {
        public InputPart<TOffset> Split { get; private set; } = split;

        public IInputFeed<T, TOffset> Feed => feed;

        public void Advance(TOffset last) => Split = Split with { Last = [last] };
    }
}
