using Akka.Event;

namespace Akka.Streams.Implementation.Stages;

/// <summary>Logs the elements and the end of a stream, at the levels that its attributes say.</summary>
internal sealed class LogLogic<T>(LinearStage<T, T> stage, string name, Func<T, object> extract, ILoggingAdapter? log) : LinearLogic<T, T>(stage)
{
    private static readonly Attributes.LogLevels DefaultLevels = new(LogLevel.DebugLevel, LogLevel.DebugLevel, LogLevel.ErrorLevel);
    private ILoggingAdapter _log = null!;
    private Attributes.LogLevels _levels = DefaultLevels;

    public override void PreStart()
    {
        _log = log ?? Log;
        _levels = Attributes.GetAttribute(DefaultLevels)!;
    }

    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            if (IsOn(_levels.OnElement))
                _log.Log(_levels.OnElement, null, $"[{name}] Element: {extract(element)}");
            Push(Out, element);
        }
        catch (Exception e)
        {
            if (Decide(e) == Streams.Supervision.Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }

    public override void OnUpstreamFinish()
    {
        if (IsOn(_levels.OnFinish))
            _log.Log(_levels.OnFinish, null, $"[{name}] Upstream finished.");
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        if (IsOn(_levels.OnFailure))
            _log.Log(_levels.OnFailure, e, $"[{name}] Upstream failed.");
        FailStage(e);
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        if (IsOn(_levels.OnFinish))
            _log.Log(_levels.OnFinish, null, $"[{name}] Downstream finished.");
        InternalOnDownstreamFinish(cause);
    }

    private bool IsOn(LogLevel level) => level != Attributes.LogLevels.Off && _log.IsEnabled(level);
}
