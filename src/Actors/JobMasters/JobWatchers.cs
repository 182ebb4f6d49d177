using Akka.Actor;

namespace Weir.Actors.JobMasters;

/// <summary>Those who want to hear of a job.</summary>
internal sealed class JobWatchers
{
    private readonly HashSet<IActorRef> _watchers = [];

    public IReadOnlyCollection<IActorRef> All => _watchers;

    /// <summary>False: it is one already.</summary>
    public bool Add(IActorRef watcher) => _watchers.Add(watcher);

    public bool Remove(IActorRef watcher) => _watchers.Remove(watcher);

    public void Tell(object news)
    {
        foreach (IActorRef watcher in _watchers)
        {
            watcher.Tell(news);
        }
    }
}
