namespace Weir.State.Backends;
internal sealed class TimerQueue<TKey>;
