using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.Model;

namespace Weir.Simulation.World;

/// <content>What the machines want done.</content>
internal sealed partial class SimulatedProcess
{
    private static readonly FailureCause Broken = new("SimulatedIo", "the storage fails");

    private SimulatedStorage Storage => World.Storage;

    private Mutation Mutation => World.Options.Mutation;

    private bool WriteFails => World.IsFull || Fails(World.Options.WriteFailure);

    private bool Fails(double probability) => World.HasFaults && Chance.Happens(probability);

    private void CarryOut(ProtocolEffect effect)
    {
        switch (effect)
        {
            // ---- taking a checkpoint
            case TakeCheckpointId take: Handle(new CheckpointIdRecorded(take.CheckpointId)); break;
            case CreateStorageLocation create: Create(create.CheckpointId, World.Locate(create.CheckpointId, create.Savepoint)); break;
            case SnapshotEnumerators snapshot: SnapshotEnumerators(snapshot.CheckpointId); break;
            case TriggerSources trigger: TriggerSources(trigger); break;
            case EndSources end: ForEach(end.Sources, source => source.Drain()); break;
            case WriteMetadata write: WriteMetadata(write); break;
            case RecordCompleted record: RecordCompleted(record); break;

            // ---- telling subtasks
            case NotifyComplete notify: NotifyComplete(notify); break;
            case NotifyAborted notify:
                ForEach(notify.Subtasks, subtask => subtask.Abort(notify.CheckpointId));
                break;

            // ---- storage hygiene
            case DropCheckpoint drop: Delete(() => DropShared(drop.CheckpointId)); break;
            case DiscardPending discard:
                Delete(() =>
                {
                    World.Discard(discard.CheckpointId);
                    DiscardShared(discard.CheckpointId, discard.Snapshots.Select(snapshot => snapshot.Snapshot));
                });
                break;
            case DiscardSnapshot discard:
                Delete(() =>
                {
                    World.StorageOf(discard.CheckpointId).DeleteFile(discard.CheckpointId, ((SnapshotFile)discard.Snapshot).Name);
                    Free(_shared.Discard(NamedBy([discard.Snapshot])));
                });
                break;
            case TrimSavepoints trim: Delete(() => World.TrimSavepoints(trim.Keep)); break;
            case SweepStorage sweep: Sweep(sweep); break;

            // ---- timers
            case Schedule schedule: SetTimer(schedule); break;
            case CancelTimer cancel: _timers.Remove(cancel.Timer); break;
            case SetJobTimer set:
                _jobTimers[set.Timer.Kind] = set.Timer;
                After(set.Delay, () =>
                {
                    if (_jobTimers.GetValueOrDefault(set.Timer.Kind) == set.Timer)
                    {
                        Handle(new JobTimerFired(set.Timer));
                    }
                });
                break;
            case CancelJobTimer cancel: _jobTimers.Remove(cancel.Timer.Kind); break;
            case AcquireSlots acquire:
                Handle(new SlotsGranted(acquire.Request, [.. Enumerable.Repeat(default(TaskManagerId), acquire.Slots)]));
                break;
            case TakeAttempt take: Handle(new AttemptRecorded(take.Attempt)); break;

            // ---- restore
            case ListCandidates list: List(list.Selection); break;
            case VerifyCandidate verify:
                Verify(verify);
                break;
            case SetAside aside:
                InStorage(
                    null,
                    5,
                    _ => aside.Skipped.ToList().ForEach(skipped => Storage.SetAside(skipped.CheckpointId)),
                    () => Handle(new SetAsideFinished(aside.Selection, null)));
                break;

            // ---- subtasks
            case DeploySubtasks deploy: Deploy(deploy); break;
            case StopSubtasks stop: Stop(stop); break;

            // ---- answers and the end
            case AnswerRequest answer when !_openRequests.Remove(answer.RequestId):
                throw new Violation($"request {answer.RequestId} is answered twice");
            case ReportCompleted { Location: not null } savepoint:
                Verdict.CheckSavepoint(World, savepoint.CheckpointId);
                World.MayFork(savepoint.CheckpointId);
                break;
            case ReportCompleted completed:
                World.CompletedCheckpoints++;
                Verdict.CheckCheckpoint(World, completed.CheckpointId);
                World.MayFork(completed.CheckpointId);
                break;
            case RecordOutcome record: RecordOutcome(record.Outcome); break;
            case CompleteJob complete: End(complete); break;
        }
    }

    private void Create(long checkpointId, string? location)
    {
        var fails = WriteFails;
        if (location is null)
        {
            Storage.CheckNew(checkpointId);
        }

        InStorage(
            null,
            5,
            _ =>
            {
                if (!fails || Chance.Happens(0.5))
                {
                    World.StorageOf(checkpointId).Create(checkpointId);
                }
            },
            () => Handle(fails ? new LocationFailed(checkpointId, Broken) : new LocationReady(checkpointId, location)));
    }

    private void SnapshotEnumerators(long checkpointId)
    {
        if (World.HasFaults && Chance.Happens(World.Options.WriteFailure / 4))
        {
            Handle(new EnumeratorsFailed(checkpointId, Broken));
            return;
        }

        if (Mutation == Mutation.LateEnumeratorSnapshot)
        {
            After(Chance.Milliseconds(0, 50), () => Handle(new EnumeratorsSnapshotted(checkpointId, EnumeratorsState())));
        }
        else
        {
            Handle(new EnumeratorsSnapshotted(checkpointId, EnumeratorsState()));
        }
    }

    private EnumeratorsState EnumeratorsState() => new([.. _unassigned.Select(queue => queue.ToList())]);

    private void TriggerSources(TriggerSources trigger)
    {
        BeginShared(trigger);
        ForEach(trigger.Sources, subtask => subtask.Trigger(trigger.CheckpointId, trigger.Options.MayOvertake));
        if (Mutation == Mutation.CompleteWithoutOneAcknowledgement)
        {
            var last = _subtasks[_topology.Subtasks[^1]];
            Handle(new SnapshotAcknowledged(JobId, last.Id, last.Attempt, trigger.CheckpointId, new SnapshotFile($"{last.Id}{last.Attempt}"), default));
        }
    }

    private void WriteMetadata(WriteMetadata write)
    {
        var content = new CheckpointContent(
            write.Snapshots.ToDictionary(snapshot => snapshot.Subtask, snapshot => ((SnapshotFile)snapshot.Snapshot).Name),
            write.Enumerators)
        {
            SharedOf = write.Snapshots.ToDictionary(snapshot => snapshot.Subtask, snapshot => ((SnapshotFile)snapshot.Snapshot).Shared),
        };
        _shared.Name(write.CheckpointId, content.Shared.ToHashSet(StringComparer.Ordinal));
        var isUnknown = World.HasFaults && Chance.Happens(World.Options.MetadataUnknown);
        if (isUnknown)
        {
            World.Unresolved.Add(write.CheckpointId);
        }

        var isDone = isUnknown ? Chance.Happens(0.5) : !WriteFails;
        InStorage(
            null,
            30,
            result =>
            {
                // Put-if-absent and atomic: half of it is nothing.
                if (isDone && result == WriteResult.Done)
                {
                    World.StorageOf(write.CheckpointId).WriteMetadata(write.CheckpointId, content);
                }
            },
            () =>
            {
                if (isDone && !isUnknown)
                {
                    Free(_shared.Complete(write.CheckpointId));
                }

                Handle(isUnknown
                    ? new MetadataUnknown(write.CheckpointId, Broken)
                    : isDone ? new MetadataWritten(write.CheckpointId) : new MetadataFailed(write.CheckpointId, Broken));
            });
        if (Mutation == Mutation.CompleteBeforeMetadata)
        {
            Handle(new MetadataWritten(write.CheckpointId));
        }
    }

    private void RecordCompleted(RecordCompleted record)
    {
        var fails = World.HasFaults && Chance.Happens(World.Options.WriteFailure / 4);
        After(Chance.Milliseconds(0, 3), () =>
        {
            if (!fails)
            {
                World.Stop ??= record.Stop;
            }

            Handle(fails ? new CompletionRecordFailed(record.CheckpointId, Broken) : new CompletionRecorded(record.CheckpointId));
        });
    }

    private void NotifyComplete(NotifyComplete notify)
    {
        World.StorageOf(notify.CheckpointId).Announce(notify.CheckpointId, Mutation == Mutation.CompleteBeforeMetadata);
        ForEach(notify.Subtasks, subtask => subtask.Complete(notify.CheckpointId, notify.IsFinal));
    }

    private void ForEach(IReadOnlyList<SubtaskAttempt> subtasks, Action<ModelSubtask> tell)
    {
        foreach (var (id, attempt) in subtasks)
        {
            if (_subtasks.TryGetValue(id, out var subtask) && subtask.Attempt == attempt)
            {
                Tell(subtask, () => tell(subtask), isLossy: true);
            }
        }
    }

    private void Delete(Action delete)
    {
        if (!Fails(World.Options.WriteFailure))
        {
            InStorage(null, 5, _ => delete(), () => { });
        }
    }

    private void Sweep(SweepStorage sweep)
    {
        _shared.Expect();
        SweepStorage(sweep);
    }

    private void SweepStorage(SweepStorage sweep) => InStorage(
        null,
        10,
        _ =>
        {
            if (Mutation == Mutation.NeverSweep || (Mutation == Mutation.TrustMemoryOnRestore && Storage.Outcome is null))
            {
                return;
            }

            foreach (var id in Storage.Locations.Where(id => id < sweep.Below && !sweep.Keep.Contains(id)).ToList())
            {
                Storage.Delete(id);
            }

            SweepShared(sweep.Below);
        },
        () => Handle(new StorageSwept()));

    private void SetTimer(Schedule schedule)
    {
        var set = ++_timersSet;
        _timers[schedule.Timer] = set;
        After(schedule.Delay, () =>
        {
            if (_timers.TryGetValue(schedule.Timer, out var current) && current == set)
            {
                _timers.Remove(schedule.Timer);
                Handle(new TimerFired(schedule.Timer));
            }
        });
    }

    private void List(int selection)
    {
        // A job that ends without having seen the storage leaves it as it is; that is not what is to be tested here.
        var fails = Fails(World.Options.WriteFailure);
        After(Chance.Milliseconds(0, 10), () => Handle(fails && _protocol.Job.State < JobState.Finishing
            ? new ListingFailed(selection, Broken)
            : new CandidatesListed(selection, Candidates(), World.HighestUsed)));
    }

    private void Verify(VerifyCandidate verify)
    {
        var isUnreachable = Fails(World.Options.Operation.ReadFailure);
        After(World.Slowness * Chance.Milliseconds(0, 10), () =>
        {
            if (isUnreachable && _protocol.Job.State < JobState.Finishing)
            {
                World.Cover("checkpoints unreachable");
                Handle(new CandidateUnreachable(verify.Selection, verify.CheckpointId, Broken));
            }
            else
            {
                Handle(new CandidateVerified(verify.Selection, verify.CheckpointId, Problem(verify.CheckpointId)));
            }
        });
    }

    private IReadOnlyList<long> Candidates() => Mutation switch
    {
        Mutation.RestoreIncomplete => Storage.Locations,
        Mutation.TrustMemoryOnRestore when _protocol.Coordinator.LatestCompleted > 0 => _protocol.Coordinator.Completed,
        _ => Storage.Complete(),
    };

    private string? Problem(long checkpointId) =>
        Mutation == Mutation.RestoreIncomplete && Storage.HasLocation(checkpointId) ? null : World.StorageOf(checkpointId).Problem(checkpointId);

    private void RecordOutcome(JobOutcome outcome)
    {
        var fails = WriteFails;
        InStorage(
            null,
            5,
            result =>
            {
                if (!fails && result == WriteResult.Done)
                {
                    Storage.Outcome = outcome;
                }
            },
            () => Handle(new OutcomeRecorded(fails ? Broken : null)));
    }

    private void End(CompleteJob complete)
    {
        if (_subtasks.Values.Any(subtask => subtask.IsAlive))
        {
            throw new Violation("the job is over, but subtasks are alive");
        }

        if (_openRequests.Count > 0)
        {
            throw new Violation($"the job is over, but request {_openRequests.First()} was never answered");
        }

        World.JobIsOver(complete.Outcome);
    }
}
