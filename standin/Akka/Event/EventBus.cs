using Akka.Actor;

namespace Akka.Event;

/// <summary>Gives each event once to every subscriber of its class, or of one above it.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _lock = new();
    private readonly List<(TSubscriber Subscriber, TClassifier Classifier)> _subscriptions = [];
    private readonly List<(TSubscriber Subscriber, TClassifier Classifier)> _exclusions = [];
    private Dictionary<TClassifier, TSubscriber[]> _cache = [];

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            var included = _exclusions.RemoveAll(each => IsOf(each, subscriber) && IsSubClassification(classifier, each.Classifier)) > 0;
            if (_subscriptions.Contains((subscriber, classifier)) && !included)
                return false;
            _subscriptions.Remove((subscriber, classifier));
            _subscriptions.Add((subscriber, classifier));
            Volatile.Write(ref _cache, []);
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_lock)
        {
            _exclusions.RemoveAll(each => IsOf(each, subscriber));
            var removed = _subscriptions.RemoveAll(each => IsOf(each, subscriber));
            Volatile.Write(ref _cache, []);
            return removed > 0;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            var removed = _subscriptions.RemoveAll(each => IsOf(each, subscriber) && IsSubClassification(classifier, each.Classifier)) > 0;

            // Who still has the class above it goes without this one.
            if (_subscriptions.Exists(each => IsOf(each, subscriber) && IsSubClassification(each.Classifier, classifier)))
            {
                _exclusions.Add((subscriber, classifier));
                removed = true;
            }

            Volatile.Write(ref _cache, []);
            return removed;
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

    private static bool IsOf((TSubscriber Subscriber, TClassifier Classifier) subscription, TSubscriber subscriber) =>
        EqualityComparer<TSubscriber>.Default.Equals(subscription.Subscriber, subscriber);

    private TSubscriber[] FindSubscribers(TClassifier classifier)
    {
        lock (_lock)
        {
            var subscribers = _subscriptions
                .Where(each => IsSubClassification(each.Classifier, classifier))
                .Select(each => each.Subscriber)
                .Distinct()
                .Where(subscriber => !_exclusions.Exists(each => IsOf(each, subscriber) && IsSubClassification(each.Classifier, classifier)))
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
