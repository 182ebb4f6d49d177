using Akka.Actor;
using Akka.Event;

namespace Weir.Standin.Conformance.TestKit;

/// <summary>Answers with what it gets; fails on an exception, logs a <see cref="LogThis"/>.</summary>
public sealed class EchoActor : ReceiveActor
{
    public EchoActor()
    {
        var log = Context.GetLogger();
        Receive<Exception>(e => throw e);
        Receive<LogThis>(m =>
        {
            switch (m.Level)
            {
                case LogLevel.ErrorLevel:
                    log.Error(m.Text);
                    break;
                case LogLevel.WarningLevel:
                    log.Warning(m.Text);
                    break;
                case LogLevel.InfoLevel:
                    log.Info(m.Text);
                    break;
                default:
                    log.Debug(m.Text);
                    break;
            }
        });
        Receive<string>(m => Sender.Tell(m));
        Receive<ThreadQuestion>(_ => Sender.Tell(Environment.CurrentManagedThreadId));
    }
}

public sealed record LogThis(LogLevel Level, string Text);

public sealed record ThreadQuestion;
