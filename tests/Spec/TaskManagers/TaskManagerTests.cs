using Akka.Actor;
using Weir.Actors.Exchange;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.TaskManagers;
using Weir.Spec.Jobs;

namespace Weir.Spec.TaskManagers;

public sealed class TaskManagerTests
{
    [Fact]
    public async Task Speaks_for_a_subtask_whose_actor_could_not_even_be_made()
    {
        await using JobRun run = JobRun.Begin();
        ActorSystem system = run.Cluster.System;
        var heard = new TaskCompletionSource<SubtaskFailed>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef master = system.ActorOf(Props.Create(() => new Ear(heard)));
        IActorRef manager = system.ActorOf(Props.Create(() => new TaskManagerActor(TimeProvider.System)));

        // Without a graph there is no vertex to make the subtask of.
        var job = new JobDeployment("job", "job", null!, null!, null!, new JobExchange(4), master);
        var subtask = new SubtaskId(new VertexId(0), 0);
        manager.Tell(new SubtaskDeployment(job, subtask, Attempt.None.Next(), State: null, StateLocation: null));

        SubtaskFailed failed = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        failed.Subtask.ShouldBe(subtask);
        failed.Attempt.ShouldBe(Attempt.None.Next());
        failed.Cause.Type.ShouldBe("SubtaskActorDied");
    }

    private sealed class Ear : ReceiveActor
    {
        public Ear(TaskCompletionSource<SubtaskFailed> heard) => Receive<SubtaskFailed>(failed => heard.TrySetResult(failed));
    }
}
