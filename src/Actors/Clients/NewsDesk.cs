using Weir.Actors.Jobs;

namespace Weir.Actors.Clients;

/// <summary>
/// Hands a job's news to whoever subscribes. A job runs before the one who submitted it can subscribe: until the first
/// subscriber comes, news waits for it.
/// </summary>
internal sealed class NewsDesk
{
    // Of a job that nobody watches; the oldest goes first.
    private const int MostWaiting = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<JobNews> _waiting = new();
    private Action<JobNews>? _handlers;
    private bool _hadSubscriber;

    public void Add(Action<JobNews>? handler)
    {
        if (handler is null)
        {
            return;
        }

        lock (_gate)
        {
            // Under the lock, so that what happens meanwhile comes behind what waits.
            _hadSubscriber = true;
            while (_waiting.TryDequeue(out JobNews? news))
            {
                handler(news);
            }

            _handlers += handler;
        }
    }

    public void Remove(Action<JobNews>? handler)
    {
        lock (_gate)
        {
            _handlers -= handler;
        }
    }

    public void Publish(JobNews news)
    {
        lock (_gate)
        {
            if (_hadSubscriber)
            {
                _handlers?.Invoke(news);
                return;
            }

            _waiting.Enqueue(news);
            if (_waiting.Count > MostWaiting)
            {
                _waiting.Dequeue();
            }
        }
    }
}
