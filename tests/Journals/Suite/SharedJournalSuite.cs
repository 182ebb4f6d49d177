using Akka.Persistence;
using Weir.Actors.Persistence;
using Weir.JournalTests.Places;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Suite;

/// <summary>What holds for every journal that several nodes share: the last to recover is the one who writes.</summary>
public abstract class SharedJournalSuite(JournalPlace place) : JournalSuite(place), IAsyncLifetime
{
    private readonly JournalPlace _place = place;
    private readonly JournalClient _one = new(place.Config);
    private readonly JournalClient _other = new(place.Config);
    private readonly string _id = $"shared {Guid.NewGuid():N}";

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await DisposeAsync();
    }

    [JournalFact]
    public async Task The_next_process_goes_on_where_the_one_before_it_ended()
    {
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1, 2);
        await _one.DisposeAsync();

        (await _other.RecoverAsync(_id)).Events.ShouldBe([(1, "event 1"), (2, "event 2")]);
        await _other.WriteAsync(_id, 3);
        (await _other.RecoverAsync(_id)).Numbers.ShouldBe([1, 2, 3]);
    }

    [JournalFact]
    public async Task Who_recovers_fences_off_the_writer_before()
    {
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1);
        (await _other.RecoverAsync(_id)).Numbers.ShouldBe([1]);

        (await Should.ThrowAsync<JournalRefusedException>(_one.WriteAsync(_id, 2))).InnerException.ShouldBeOfType<JournalFencedException>().Message.ShouldContain("newer");
        await _other.WriteAsync(JournalClient.Together(_id, (2, new Noted("of the other"))));
        (await _other.RecoverAsync(_id)).Events.ShouldBe([(1, "event 1"), (2, "of the other")]);
        (await Should.ThrowAsync<JournalRefusedException>(_one.DeleteAsync(_id, 1))).InnerException.ShouldBeOfType<JournalFencedException>();
    }

    [JournalFact]
    public async Task A_fenced_writer_that_recovers_writes_again_and_fences_off_the_other()
    {
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1);
        await _other.RecoverAsync(_id);
        await _other.WriteAsync(_id, 2);

        (await _one.RecoverAsync(_id)).Numbers.ShouldBe([1, 2]);
        await _one.WriteAsync(_id, 3);
        await Should.ThrowAsync<JournalRefusedException>(_other.WriteAsync(_id, 3));
        (await _other.RecoverAsync(_id)).Numbers.ShouldBe([1, 2, 3]);
    }

    [JournalFact]
    public async Task Recovering_again_in_the_same_process_fences_nobody_off()
    {
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1);
        await _one.RecoverAsync(_id);

        await _one.WriteAsync(_id, 2);
        (await _one.RecoverAsync(_id)).Numbers.ShouldBe([1, 2]);
    }

    [JournalFact]
    public async Task A_reader_fences_nobody_off_and_writes_nothing()
    {
        await using var reader = new JournalClient(_place.ReadOnlyConfig);
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1, 2);
        await _one.DeleteAsync(_id, 1);

        var read = await reader.RecoverAsync(_id);
        (read.Highest, read.Numbers.Single()).ShouldBe((2, 2));
        (await Should.ThrowAsync<JournalRefusedException>(reader.WriteAsync(_id, 3))).Message.ShouldContain("read-only");
        await _one.WriteAsync(_id, 3);
        (await reader.RecoverAsync(_id)).Numbers.ShouldBe([2, 3]);
    }

    [JournalFact]
    public async Task Nothing_is_written_before_recovery()
    {
        (await Should.ThrowAsync<JournalRefusedException>(_one.WriteAsync(_id, 1))).Message.ShouldContain("recovered");
    }

    [JournalFact]
    public async Task A_number_is_written_once()
    {
        await _one.RecoverAsync(_id);
        await _one.WriteAsync(_id, 1);

        (await Should.ThrowAsync<JournalRefusedException>(_one.WriteAsync(_id, 1))).Message.ShouldContain("two actors");
        (await _one.RecoverAsync(_id)).Numbers.ShouldBe([1]);
        await _one.WriteAsync(_id, 2);
    }

    [JournalFact]
    public async Task What_can_not_be_serialised_is_refused_and_the_rest_is_written()
    {
        await _one.RecoverAsync(_id);
        var answers = await _one.TryWriteAsync(
            JournalClient.Together(_id, (1, new Noted("a"))),
            JournalClient.Together(_id, (2, new Noted("b")), (3, new Unwritable())),
            JournalClient.Together(_id, (4, new Noted("c"))));

        answers.Select(answer => answer.GetType().Name).ShouldBe(
            [nameof(WriteMessageSuccess), nameof(WriteMessageRejected), nameof(WriteMessageRejected), nameof(WriteMessageSuccess)]);
        ((WriteMessageRejected)answers[1]).Cause.Message.ShouldContain(nameof(Unwritable));
        (await _one.RecoverAsync(_id)).Events.ShouldBe([(1, "a"), (4, "c")]);
    }

    [JournalFact]
    public async Task Two_systems_on_one_journal_see_one_identity()
    {
        var identities = await Task.WhenAll(new[] { _one, _other }.Select(client =>
            JournalIdentity.ReadAsync(client.System, TimeSpan.FromSeconds(20), CancellationToken.None)));

        identities[0].ShouldBe(identities[1]);
        JournalIdentity.IsInMemory(_one.System).ShouldBeFalse();
    }

    [JournalFact]
    public Task Contending_writers_lose_nothing_that_was_acknowledged_1() => Contention.RunAsync(_place.Config, _id, seed: 1);

    [JournalFact]
    public Task Contending_writers_lose_nothing_that_was_acknowledged_2() => Contention.RunAsync(_place.Config, _id, seed: 2);

    [JournalFact]
    public Task Contending_writers_lose_nothing_that_was_acknowledged_3() => Contention.RunAsync(_place.Config, _id, seed: 3);

    [JournalFact]
    public Task A_killed_writer_loses_nothing_that_was_acknowledged() => KilledWriter.RunAsync(_place.Config, batch: 1);

    [JournalFact]
    public Task A_killed_writer_of_batches_loses_nothing_that_was_acknowledged() => KilledWriter.RunAsync(_place.OtherConfig, batch: 20);
}
