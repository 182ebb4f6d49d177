using Akka.Persistence;
using Weir.Actors.Persistence;
using Weir.JournalTests.Places;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Suite;

/// <summary>What holds for every journal that Weir runs on, with one writer.</summary>
public abstract class JournalSuite(JournalPlace place) : IAsyncLifetime
{
    private readonly JournalClient _client = new(place.Config);
    private readonly string _id = $"id {Guid.NewGuid():N}";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [JournalFact]
    public async Task A_new_id_has_no_events()
    {
        var recovered = await _client.RecoverAsync(_id);

        recovered.Highest.ShouldBe(0);
        recovered.Events.ShouldBeEmpty();
    }

    [JournalFact]
    public async Task Events_come_back_in_their_order()
    {
        await Written(1, 2, 3);
        await _client.WriteAsync(_id, 4);

        var recovered = await _client.RecoverAsync(_id);
        recovered.Highest.ShouldBe(4);
        recovered.Events.ShouldBe([(1, "event 1"), (2, "event 2"), (3, "event 3"), (4, "event 4")]);
    }

    [JournalFact]
    public async Task A_range_and_a_limit_choose_events()
    {
        await Written(1, 2, 3, 4, 5);

        (await _client.RecoverAsync(_id, from: 2, to: 4)).Numbers.ShouldBe([2, 3, 4]);
        (await _client.RecoverAsync(_id, from: 2, most: 2)).Numbers.ShouldBe([2, 3]);
        (await _client.RecoverAsync(_id, from: 5)).Numbers.ShouldBe([5]);
        (await _client.RecoverAsync(_id, from: 6)).Numbers.ShouldBeEmpty();
        (await _client.RecoverAsync(_id, from: 6)).Highest.ShouldBe(5);
        (await _client.RecoverAsync(_id, to: 0)).Numbers.ShouldBeEmpty();
    }

    [JournalFact]
    public async Task Numbers_may_have_gaps()
    {
        await Written(1, 4, 9);

        (await _client.RecoverAsync(_id)).Numbers.ShouldBe([1, 4, 9]);
        (await _client.RecoverAsync(_id, from: 2, to: 8)).Numbers.ShouldBe([4]);
    }

    [JournalFact]
    public async Task Deleted_events_are_gone_and_the_highest_number_stays()
    {
        await Written(1, 2, 3, 4);
        await _client.DeleteAsync(_id, 2);
        (await _client.RecoverAsync(_id)).Numbers.ShouldBe([3, 4]);

        await _client.DeleteAsync(_id, 1);
        (await _client.RecoverAsync(_id)).Numbers.ShouldBe([3, 4]);

        await _client.DeleteAsync(_id, long.MaxValue);
        var emptied = await _client.RecoverAsync(_id);
        emptied.Numbers.ShouldBeEmpty();
        emptied.Highest.ShouldBe(4);

        await _client.WriteAsync(_id, 5);
        var last = await _client.RecoverAsync(_id);
        last.Numbers.ShouldBe([5]);
        last.Highest.ShouldBe(5);
    }

    [JournalFact]
    public async Task Deleting_where_there_is_nothing_does_nothing()
    {
        await _client.RecoverAsync(_id);
        await _client.DeleteAsync(_id, 5);

        (await _client.RecoverAsync(_id)).Highest.ShouldBe(0);
    }

    [JournalFact]
    public async Task Many_ids_are_written_at_once()
    {
        const int Count = 30;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async number =>
        {
            await _client.RecoverAsync($"{_id} {number}");
            for (var i = 1; i <= 5; i++)
            {
                await _client.WriteAsync($"{_id} {number}", i);
            }
        }));

        for (var number = 0; number < Count; number++)
        {
            (await _client.RecoverAsync($"{_id} {number}")).Numbers.ShouldBe([1, 2, 3, 4, 5], $"of {number}");
        }
    }

    [JournalFact]
    public async Task One_request_may_have_writes_of_several_ids()
    {
        await _client.RecoverAsync(_id + "a");
        await _client.RecoverAsync(_id + "b");
        await _client.WriteAsync(
            JournalClient.Together(_id + "a", (1, new Noted("a1")), (2, new Noted("a2"))),
            JournalClient.Together(_id + "b", (1, new Noted("b1"))),
            JournalClient.Together(_id + "a", (3, new Noted("a3"))));

        (await _client.RecoverAsync(_id + "a")).Events.ShouldBe([(1, "a1"), (2, "a2"), (3, "a3")]);
        (await _client.RecoverAsync(_id + "b")).Events.ShouldBe([(1, "b1")]);
    }

    [JournalFact]
    public async Task Ids_that_look_alike_are_kept_apart()
    {
        string[] ids = [.. new[] { "x", "X", "x/", "x.", "x%2F", "../x", "x*", "ẍ", new string('x', 300), new string('x', 301) }.Select(each => _id + each)];
        foreach (var id in ids)
        {
            await _client.RecoverAsync(id);
            await _client.WriteAsync(JournalClient.Together(id, (1, new Noted(id))));
        }

        foreach (var id in ids)
        {
            (await _client.RecoverAsync(id)).Events.ShouldBe([(1, id)]);
        }
    }

    [JournalFact]
    public async Task Large_and_empty_events_come_back()
    {
        var large = new string('l', 3_000_000);
        await _client.RecoverAsync(_id);
        await _client.WriteAsync(JournalClient.Together(_id, (1, new Noted("")), (2, new Noted(large)), (3, new Noted("ü"))));

        (await _client.RecoverAsync(_id)).Events.ShouldBe([(1, ""), (2, large), (3, "ü")]);
    }

    [JournalFact]
    public async Task The_newest_snapshot_that_fits_is_loaded()
    {
        (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest)).ShouldBeNull();
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await _client.SaveSnapshotAsync(_id, 5, "five", time);
        await _client.SaveSnapshotAsync(_id, 9, "nine", time.AddHours(1));
        await _client.SaveSnapshotAsync(_id + "other", 20, "of another", time);

        var latest = (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest)).ShouldNotBeNull();
        latest.Snapshot.ShouldBe(new Noted("nine"));
        (latest.Metadata.PersistenceId, latest.Metadata.SequenceNr, latest.Metadata.Timestamp).ShouldBe((_id, 9, time.AddHours(1)));
        (await _client.LoadSnapshotAsync(_id, new SnapshotSelectionCriteria(8)))!.Snapshot.ShouldBe(new Noted("five"));
        (await _client.LoadSnapshotAsync(_id, new SnapshotSelectionCriteria(long.MaxValue, time.AddMinutes(1))))!.Snapshot.ShouldBe(new Noted("five"));
        (await _client.LoadSnapshotAsync(_id, new SnapshotSelectionCriteria(8, DateTime.MaxValue, 6))).ShouldBeNull();
        (await _client.LoadSnapshotAsync(_id, new SnapshotSelectionCriteria(4))).ShouldBeNull();
    }

    [JournalFact]
    public async Task A_snapshot_takes_the_place_of_one_with_its_number()
    {
        await _client.SaveSnapshotAsync(_id, 5, "old");
        await _client.SaveSnapshotAsync(_id, 5, "new");

        (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest))!.Snapshot.ShouldBe(new Noted("new"));
    }

    [JournalFact]
    public async Task Snapshots_are_deleted_one_by_one_and_by_criteria()
    {
        for (var i = 1; i <= 4; i++)
        {
            await _client.SaveSnapshotAsync(_id, i, $"{i}");
        }

        await _client.DeleteSnapshotAsync(new SnapshotMetadata(_id, 4));
        (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest))!.Snapshot.ShouldBe(new Noted("3"));
        await _client.DeleteSnapshotsAsync(_id, new SnapshotSelectionCriteria(2));
        (await _client.LoadSnapshotAsync(_id, new SnapshotSelectionCriteria(2))).ShouldBeNull();
        (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest))!.Snapshot.ShouldBe(new Noted("3"));
        await _client.DeleteSnapshotsAsync(_id, SnapshotSelectionCriteria.Latest);
        (await _client.LoadSnapshotAsync(_id, SnapshotSelectionCriteria.Latest)).ShouldBeNull();
    }

    [JournalFact]
    public async Task The_identity_is_the_same_for_the_same_system()
    {
        var first = await JournalIdentity.ReadAsync(_client.System, TimeSpan.FromSeconds(20), CancellationToken.None);

        first.ShouldNotBeEmpty();
        (await JournalIdentity.ReadAsync(_client.System, TimeSpan.FromSeconds(20), CancellationToken.None)).ShouldBe(first);
    }

    [JournalFact]
    public async Task The_identity_is_another_for_another_journal()
    {
        await using var other = new JournalClient(place.OtherConfig);

        (await JournalIdentity.ReadAsync(other.System, TimeSpan.FromSeconds(20), CancellationToken.None))
            .ShouldNotBe(await JournalIdentity.ReadAsync(_client.System, TimeSpan.FromSeconds(20), CancellationToken.None));
    }

    private async Task Written(params long[] numbers)
    {
        await _client.RecoverAsync(_id);
        await _client.WriteAsync(_id, numbers);
    }
}
