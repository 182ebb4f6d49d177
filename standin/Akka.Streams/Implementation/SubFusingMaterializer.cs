using Akka.Actor;

namespace Akka.Streams.Implementation;

/// <summary>Runs streams in the actor of the stage that it belongs to, to be used by that stage's handlers only.</summary>
internal sealed class SubFusingMaterializer(GraphInterpreter interpreter) : IMaterializer
{
    private ActorMaterializerImpl Owner => interpreter.Materializer;

    public IMaterializer WithNamePrefix(string namePrefix) => this;

    public TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable) => Materialize(runnable, Attributes.None);

    public TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes) =>
        Owner.Materialize(runnable, initialAttributes, interpreter.Host);

    public ICancelable ScheduleOnce(TimeSpan delay, Action action) => Owner.ScheduleOnce(delay, action);

    public ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        Owner.ScheduleRepeatedly(initialDelay, interval, action);
}
