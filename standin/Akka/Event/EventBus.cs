using Akka.Actor;

namespace Akka.Event;

/// <summary>Gives each event once to every subscriber of its class, or of one above it.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _lock = new();
    private readonly List<(TSubscriber Subscriber, TClassifier Classifier)> _subscriptions = [];
    private Dictionary<TClassifier, TSubscriber[]> _cache = [];

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            if (_subscriptions.Contains((subscriber, classifier)))
                return false;
            _subscriptions.Add((subscriber, classifier));
            Volatile.Write(ref _cache, []);
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_lock)
        {
            var removed = _subscriptions.RemoveAll(each => EqualityComparer<TSubscriber>.Default.Equals(each.Subscriber, subscriber));
            Volatile.Write(ref _cache, []);
            return removed > 0;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            // A subscription to a class ends those to the classes below it, too.
            var removed = _subscriptions.RemoveAll(each =>
                EqualityComparer<TSubscriber>.Default.Equals(each.Subscriber, subscriber) && IsSubClassification(classifier, each.Classifier));
            Volatile.Write(ref _cache, []);
            return removed > 0;
        }
    }

    public virtual void Publish(TEvent @event)
    {
        var classifier = GetClassifier(@event);
        if (!Volatile.Read(ref _cache).TryGetValue(classifier, out var subscribers))
            subscribers = FindSubscribers(classifier);
        foreach (var subscriber in subscribers)
            Publish(@event, subscriber);
    }

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    internal bool HasSubscriber(TSubscriber subscriber)
    {
        lock (_lock)
            return _subscriptions.Exists(each => EqualityComparer<TSubscriber>.Default.Equals(each.Subscriber, subscriber));
    }

    private TSubscriber[] FindSubscribers(TClassifier classifier)
    {
        lock (_lock)
        {
            var subscribers = _subscriptions
                .Where(each => IsSubClassification(each.Classifier, classifier))
                .Select(each => each.Subscriber)
                .Distinct()
                .ToArray();

            // Readers take no lock, so the cache is replaced and never changed.
            Volatile.Write(ref _cache, new Dictionary<TClassifier, TSubscriber[]>(_cache) { [classifier] = subscribers });
            return subscribers;
        }
    }
}

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
{
}
