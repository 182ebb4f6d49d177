using Akka.Actor;
using Akka.Event;

namespace Akka.Streams;

/// <summary>Runs graphs.</summary>
public interface IMaterializer
{
    /// <summary>The same, with another prefix for the names of its actors.</summary>
    IMaterializer WithNamePrefix(string namePrefix);

    /// <summary>Starts the graph, and returns its materialised value.</summary>
    TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable);

    /// <summary>Starts the graph with attributes that count as around it.</summary>
    TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes);

    ICancelable ScheduleOnce(TimeSpan delay, Action action);

    ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);
}

public interface IMaterializerLoggingProvider
{
    ILoggingAdapter MakeLogger(object logSource);
}
