using System.Collections.Immutable;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Operators.Graph;
using Weir.State;
using Weir.State.Codecs;

namespace Weir.Unit.Actors.Registry;

public class RegistryFormatTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Facts as they are in journals that have been written: these bytes have to be readable for ever.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { "leader", "0101010300000000000000117765697240613A310020FCAAD4A9DE080000" },
        { "submitted", "01020101076A6F6215776F726420636F756E740020FCAAD4A9DE08000004010203" },
        { "attempt", "010301076A6F6205000000" },
        { "id", "010401076A6F621100000000000000" },
        { "recorded", "010501076A6F621100000000000000" },
        { "dropped", "010601076A6F621100000000000000" },
        { "finished", "010701076A6F6200000000000020FCAAD4A9DE080000" },
        { "failed", "010701076A6F62020000000105496F136469736B2066756C6C136174206C696E652033010020FCAAD4A9DE080000010020FCAAD4A9DE080000" },
        { "closed", "010801076A6F62" },
        { "relaunched", "010901076A6F620020FCAAD4A9DE080000" },
        { "stopped", "010A01076A6F62011200000000000000372F73617665706F696E74732F73617665706F696E742D6A6F622D3101" },
        { "rescaled", "010C01076A6F6206000000" },
        { "operators rescaled", "010D01076A6F620200000003010B636F756E7406000000010973696E6B01000000" },
        { "reconfigured", "010B01076A6F6243776569722E636865636B706F696E74696E672E696E74657276616C203D20312073" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Facts_have_the_bytes_that_journals_hold(string name, string hex)
    {
        Convert.ToHexString(RegistryFormat.Write(Fact(name))).ShouldBe(hex);
        Same(RegistryFormat.ReadFact(Convert.FromHexString(hex)), Fact(name));
    }

    [Fact]
    public void A_snapshot_is_read_as_it_was_written()
    {
        var registry = new JobRegistry();
        foreach (var name in new[] { "leader", "submitted", "attempt", "id", "recorded", "relaunched", "reconfigured", "rescaled", "operators rescaled" })
        {
            registry.Apply(Fact(name));
        }

        registry.Apply(new RegistryFact.JobSubmitted(new SubmittedJob("another", "b", Noon, [])));
        registry.Apply(new RegistryFact.JobEnded("another", JobOutcome.Failed, new FailureCause("Type", "boom", null, Noon, true), Noon));
        var bytes = RegistryFormat.Write(registry.Snapshot());
        var read = RegistryFormat.ReadSnapshot(bytes);
        RegistryFormat.Write(JobRegistry.From(read).Snapshot()).ShouldBe(bytes);
        read.Epoch.ShouldBe(3);
        read.Jobs.Select(job => job.JobId).ShouldBe(["job", "another"]);
        read.Jobs[0].Submitted.Payload.ShouldBe(new byte[] { 1, 2, 3 });
        read.Jobs[0].Recorded.LastAttempt.ShouldBe(new Attempt(5));
        read.Jobs[0].Recorded.Checkpoints.ShouldBe([17L]);
        read.Jobs[0].Relaunches.ShouldBe([Noon]);
        read.Jobs[0].Settings.ShouldBe("weir.checkpointing.interval = 1 s");
        read.Jobs[0].JobParallelism.ShouldBe(new JobParallelism(2, [new OperatorParallelism("count", 6), new OperatorParallelism("sink", 1)]));
        read.Jobs[1].JobParallelism.ShouldBe(new JobParallelism(null));
        read.Jobs[1].Cause.ShouldBe(new FailureCause("Type", "boom", null, Noon, true));
    }

    [Fact]
    public void A_snapshot_from_before_jobs_had_some_of_their_members_is_read()
    {
        var writer = new StateWriter(64);
        writer.WriteByte(RegistryFormat.SnapshotVersion);
        var codec = Codec.For<EarlierSnapshot>();
        codec.Schema.Write(writer);
        codec.Write(new EarlierSnapshot(3, [new EarlierJob(new SubmittedJob("job", "word count", Noon, [1, 2, 3]), 5, 17, [16, 17], [Noon])]), writer);

        var read = RegistryFormat.ReadSnapshot(writer.ToArray());

        read.Epoch.ShouldBe(3);
        var job = read.Jobs.ShouldHaveSingleItem();
        job.Submitted.JobName.ShouldBe("word count");
        job.Checkpoints.ShouldBe([16L, 17L]);
        job.Settings.ShouldBe("");
        job.JobParallelism.ShouldBe(new JobParallelism(null));
        job.Outcome.ShouldBeNull();
        job.Relaunches.ShouldBe([Noon]);
    }

    [Fact]
    public void An_empty_registry_has_a_snapshot() =>
        RegistryFormat.ReadSnapshot(RegistryFormat.Write(new JobRegistry().Snapshot())).Jobs.ShouldBeEmpty();

    [Fact]
    public void What_a_later_version_wrote_is_refused_with_the_way_out()
    {
        var bytes = RegistryFormat.Write(Fact("attempt"));
        bytes[0] = 2;
        Should.Throw<CorruptStateException>(() => RegistryFormat.ReadFact(bytes)).Message.ShouldContain("format 2");
        bytes[0] = 1;
        bytes[1] = 99;
        Should.Throw<CorruptStateException>(() => RegistryFormat.ReadFact(bytes)).Message.ShouldContain("kind 99");
    }

    [Fact]
    public void Bytes_cut_off_or_added_are_refused()
    {
        foreach (var row in Golden)
        {
            var bytes = RegistryFormat.Write(Fact((string)row[0]));
            for (var length = 0; length < bytes.Length; length++)
            {
                Should.Throw<CorruptStateException>(() => RegistryFormat.ReadFact(bytes.AsSpan(0, length)), $"{row[0]} cut to {length} bytes");
            }

            Should.Throw<CorruptStateException>(() => RegistryFormat.ReadFact([.. bytes, 0])).Message.ShouldContain("1 bytes follow");
        }
    }

    private static RegistryFact Fact(string name) => name switch
    {
        "leader" => new RegistryFact.LeaderClaimed(3, "weir@a:1", Noon),
        "submitted" => new RegistryFact.JobSubmitted(new SubmittedJob("job", "word count", Noon, [1, 2, 3])),
        "attempt" => new RegistryFact.AttemptTaken("job", 5),
        "id" => new RegistryFact.CheckpointIdTaken("job", 17),
        "recorded" => new RegistryFact.CheckpointRecorded("job", 17),
        "dropped" => new RegistryFact.CheckpointDropped("job", 17),
        "finished" => new RegistryFact.JobEnded("job", JobOutcome.Finished, null, Noon),
        "failed" => new RegistryFact.JobEnded("job", JobOutcome.Failed, new FailureCause("Io", "disk full", "at line 3", Noon, true), Noon),
        "relaunched" => new RegistryFact.JobRelaunched("job", Noon),
        "stopped" => new RegistryFact.JobStopped("job", new RecordedStop(18, "/savepoints/savepoint-job-1", IsDrained: true)),
        "rescaled" => new RegistryFact.JobRescaled("job", 6),
        "operators rescaled" => new RegistryFact.OperatorsRescaled("job", 2, [new OperatorParallelism("count", 6), new OperatorParallelism("sink", 1)]),
        "reconfigured" => new RegistryFact.JobReconfigured("job", "weir.checkpointing.interval = 1 s"),
        "closed" => new RegistryFact.JobClosed("job"),
        _ => throw new ArgumentException(name),
    };

    private sealed record EarlierSnapshot(long Epoch, ImmutableArray<EarlierJob> Jobs);

    private sealed record EarlierJob(SubmittedJob Submitted, int LastAttempt, long LastCheckpointId, ImmutableArray<long> Checkpoints, ImmutableArray<DateTimeOffset> Relaunches);

    // A payload is equal if its bytes are, and a list if its elements are, which a record does not see.
    private static void Same(RegistryFact read, RegistryFact expected)
    {
        if (read is RegistryFact.JobSubmitted submitted && expected is RegistryFact.JobSubmitted wanted)
        {
            submitted.Job.Payload.ShouldBe(wanted.Job.Payload);
            submitted.Job.ShouldBe(wanted.Job with { Payload = submitted.Job.Payload });
        }
        else if (read is RegistryFact.OperatorsRescaled rescaled && expected is RegistryFact.OperatorsRescaled operators)
        {
            rescaled.Operators.ShouldBe(operators.Operators);
            rescaled.ShouldBe(operators with { Operators = rescaled.Operators });
        }
        else
        {
            read.ShouldBe(expected);
        }
    }
}
