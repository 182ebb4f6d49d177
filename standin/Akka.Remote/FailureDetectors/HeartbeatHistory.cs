namespace Akka.Remote;

/// <summary>The last intervals between heartbeats, in milliseconds.</summary>
internal sealed class HeartbeatHistory(int capacity)
{
    private readonly Queue<double> _intervals = new();
    private double _sum;
    private double _sumOfSquares;

    public double Mean => _sum / _intervals.Count;

    public double Deviation => Math.Sqrt(Math.Max(0, (_sumOfSquares / _intervals.Count) - (Mean * Mean)));

    public void Add(double interval)
    {
        if (_intervals.Count >= capacity)
        {
            var oldest = _intervals.Dequeue();
            _sum -= oldest;
            _sumOfSquares -= oldest * oldest;
        }

        _intervals.Enqueue(interval);
        _sum += interval;
        _sumOfSquares += interval * interval;
    }

    public void Clear()
    {
        _intervals.Clear();
        (_sum, _sumOfSquares) = (0, 0);
    }
}
