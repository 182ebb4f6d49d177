using Akka.Actor;
using Akka.Event;

namespace Weir.Standin.Conformance.Actors;

public sealed class AskTests : ActorTest
{
    [Fact]
    public async Task Gives_the_first_answer_and_the_dead_letters_the_others()
    {
        System.EventStream.Subscribe(Reporter(), typeof(DeadLetter));
        var actor = Actor(actor => actor.On("ask", () =>
        {
            actor.From.Tell("one");
            actor.From.Tell("two");
        }));

        (await actor.Ask<string>("ask", Patience)).ShouldBe("one");
        (await Next<DeadLetter>()).Message.ShouldBe("two");
    }

    [Fact]
    public async Task Times_out()
    {
        var actor = Actor(actor => actor.OnAny(_ => { }));

        await Should.ThrowAsync<AskTimeoutException>(actor.Ask<string>("ask", TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task Can_be_cancelled()
    {
        var actor = Actor(actor => actor.OnAny(_ => { }));
        using var cancellation = new CancellationTokenSource();
        var answer = actor.Ask<string>("ask", Patience, cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<TaskCanceledException>(answer);
    }

    [Fact]
    public async Task Fails_with_the_cause_of_a_failure()
    {
        var actor = Actor(actor => actor.OnAny(_ => actor.From.Tell(new Status.Failure(new InvalidOperationException("no")))));

        (await Should.ThrowAsync<InvalidOperationException>(actor.Ask<string>("ask", Patience))).Message.ShouldBe("no");
    }

    [Fact]
    public async Task Fails_when_the_answer_is_of_another_type()
    {
        var actor = Actor(actor => actor.OnAny(_ => actor.From.Tell("text")));

        await Should.ThrowAsync<ArgumentException>(actor.Ask<int>("ask", Patience));
    }

    [Fact]
    public async Task Of_any_object_gives_a_failure_as_it_is()
    {
        var actor = Actor(actor => actor.OnAny(_ => actor.From.Tell(new Status.Failure(new InvalidOperationException("no")))));

        (await actor.Ask("ask", Patience)).ShouldBeOfType<Status.Failure>();
    }

    [Fact]
    public async Task Lets_the_message_carry_the_asker()
    {
        var actor = Actor(actor => actor.On<IActorRef>(asker => asker.Tell("here")));

        (await actor.Ask<string>(asker => asker, Patience, CancellationToken.None)).ShouldBe("here");
    }

    [Fact]
    public async Task Forward_keeps_the_asker_as_sender()
    {
        var answering = Actor(actor => actor.OnAny(_ => actor.From.Tell("answer")));
        var forwarding = Actor(actor => actor.OnAny(answering.Forward));

        (await forwarding.Ask<string>("ask", Patience)).ShouldBe("answer");
    }

    [Fact]
    public async Task PipeTo_sends_results_and_failures()
    {
        var reporter = Reporter();
        await Task.FromResult("result").PipeTo(reporter);
        await Task.FromException<string>(new InvalidOperationException("no")).PipeTo(reporter);
        await Task.FromException(new InvalidOperationException()).PipeTo(reporter, failure: _ => "failed");
        await Task.CompletedTask.PipeTo(reporter);
        await Task.CompletedTask.PipeTo(reporter, success: () => "done");

        await Expect("result");
        (await Next<Status.Failure>()).Cause.ShouldBeOfType<InvalidOperationException>();
        await Expect("failed", "done");
    }
}
