using System.Collections.Concurrent;

namespace Akka.Remote;

public class DefaultFailureDetectorRegistry<T> : IFailureDetectorRegistry<T>
{
    private readonly ConcurrentDictionary<T, FailureDetector> _detectors = new();
    private readonly Func<FailureDetector> _factory;
    private readonly Lock _lock = new();

    public DefaultFailureDetectorRegistry(Func<FailureDetector> factory) => _factory = factory;

    public bool IsAvailable(T resource) => !_detectors.TryGetValue(resource, out var detector) || detector.IsAvailable;

    public bool IsMonitoring(T resource) => _detectors.TryGetValue(resource, out var detector) && detector.IsMonitoring;

    public void Heartbeat(T resource)
    {
        if (!_detectors.TryGetValue(resource, out var detector))
            detector = Add(resource);
        detector.HeartBeat();
    }

    public void Remove(T resource) => _detectors.TryRemove(resource, out _);

    public void Reset() => _detectors.Clear();

    internal FailureDetector GetFailureDetector(T resource) => _detectors.GetValueOrDefault(resource);

    private FailureDetector Add(T resource)
    {
        lock (_lock)
        {
            return _detectors.GetOrAdd(resource, key =>
            {
                var detector = _factory();
                if (detector is PhiAccrualFailureDetector phi)
                    phi.Address = key.ToString();
                return detector;
            });
        }
    }
}
