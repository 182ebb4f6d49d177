using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <content>What pool and job want done.</content>
internal sealed partial class SimulatedLeader
{
    private static readonly FailureCause Broken = new("SimulatedIo", "the storage fails");
    private readonly Dictionary<object, int> _timers = [];
    private int _timersSet;

    private SimulatedStorage Storage => world.Storage;

    private bool WriteFails => world.IsFull || Fails(world.Options.WriteFailure);

    private bool Fails(double probability) => world.HasFaults && Chance.Happens(probability);

    private void CarryOut(PoolEffect effect)
    {
        switch (effect)
        {
            case AcknowledgeRegistration acknowledge: Tell(acknowledge.Id, new RegistrationAcknowledged(acknowledge.Id.Registration, acknowledge.Epoch)); break;
            case AcknowledgeHeartbeat acknowledge: Tell(acknowledge.Id, new HeartbeatAcknowledged(acknowledge.Id.Registration, acknowledge.Epoch)); break;
            case AcknowledgeLeave acknowledge: Tell(acknowledge.Id, new LeaveAcknowledged(acknowledge.Id.Registration, acknowledge.Epoch)); break;
            case VoidRegistration voided: Tell(voided.Id, new RegistrationVoided(voided.Id.Registration, voided.Epoch, voided.Reason)); break;
            case SetPoolTimer set: SetTimer(set.Timer, set.Delay, new PoolTimerFired(set.Timer)); break;
            case CancelPoolTimer cancel: _timers.Remove(cancel.Timer); break;
            case TellJob { Happened: SlotsGranted granted } when _isTakenOver: TakeOver(granted); break;
            case TellJob tell: Locally(tell.Happened, isForThisLife: true); break;
            case TaskManagerGone: world.Cover("task managers given up"); break;
            case StepDown down: Stop(down.Reason); break;
        }
    }

    private void Tell(TaskManagerId id, TaskManagerEvent message)
    {
        var target = _taskManagers[id];
        world.Network.Send(node, target, () => target.Handle(message, this));
    }

    // Pool and job are actors of their own: in order, but not at once.
    private void Locally(ProtocolEvent happened, bool isForThisLife = false)
    {
        Action step = () => Step(happened);
        var at = world.Scheduler.Now + Chance.Milliseconds(0, 1);
        _lastTold = at > _lastTold ? at : _lastTold;
        After(_lastTold - world.Scheduler.Now, isForThisLife ? OfThisLife(step) : step);
    }

    private void CarryOut(ProtocolEffect effect)
    {
        switch (effect)
        {
            // ---- slots, numbers
            case AcquireSlots acquire: Locally(new SlotsRequested(ClusterRun.JobId, acquire.Request, acquire.Slots, acquire.InUse)); break;
            case ReportWaiting: world.Cover("waits for slots"); break;
            case ReportRelocating: world.Cover("moves"); break;
            case TakeAttempt take:
                Persist(new RegistryFact.AttemptTaken(ClusterRun.JobId, take.Attempt.Number), () => Step(new AttemptRecorded(take.Attempt)));
                if (Mutation == ClusterMutation.DeployBeforeRecorded)
                {
                    Step(new AttemptRecorded(take.Attempt));
                }

                break;

            // ---- taking a checkpoint
            case TakeCheckpointId take:
                Persist(
                    new RegistryFact.CheckpointIdTaken(ClusterRun.JobId, take.CheckpointId),
                    () => Step(new CheckpointIdRecorded(take.CheckpointId)));
                if (Mutation == ClusterMutation.CreateBeforeRecorded)
                {
                    Step(new CheckpointIdRecorded(take.CheckpointId));
                }

                break;
            case CreateStorageLocation create: Create(create.CheckpointId, world.Locate(create.CheckpointId, create.Savepoint)); break;
            case SnapshotEnumerators snapshot: SnapshotEnumerators(snapshot.CheckpointId); break;
            case TriggerSources trigger: ForEach(trigger.Sources, subtask => subtask.Trigger(trigger.CheckpointId, trigger.Options.MayOvertake)); break;
            case EndSources end: ForEach(end.Sources, source => source.Drain()); break;
            case WriteMetadata write: WriteMetadata(write); break;
            case RecordCompleted record:
                Persist(
                    record.Stop is { } stopped
                        ? new RegistryFact.JobStopped(ClusterRun.JobId, stopped)
                        : new RegistryFact.CheckpointRecorded(ClusterRun.JobId, record.CheckpointId),
                    () => Step(new CompletionRecorded(record.CheckpointId)));
                if (Mutation == ClusterMutation.CommitBeforeRecorded)
                {
                    Step(new CompletionRecorded(record.CheckpointId));
                }

                break;

            // ---- telling subtasks
            case NotifyComplete notify: ForEach(notify.Subtasks, subtask => subtask.Complete(notify.CheckpointId, notify.IsFinal)); break;
            case NotifyAborted notify: ForEach(notify.Subtasks, subtask => subtask.Abort(notify.CheckpointId)); break;

            // ---- storage hygiene
            case DropCheckpoint drop:
                Forget(drop.CheckpointId, () => { });
                Delete(() => Storage.Delete(drop.CheckpointId));
                break;
            case DiscardPending discard: Delete(() => world.Discard(discard.CheckpointId)); break;
            case DiscardSnapshot discard: Delete(() => world.StorageOf(discard.CheckpointId).DeleteFile(discard.CheckpointId, ((SnapshotFile)discard.Snapshot).Name)); break;
            case TrimSavepoints trim: Delete(() => world.TrimSavepoints(trim.Keep)); break;
            case SweepStorage sweep: Sweep(sweep); break;

            // ---- timers
            case Schedule schedule: SetTimer(schedule.Timer, schedule.Delay, new TimerFired(schedule.Timer)); break;
            case CancelTimer cancel: _timers.Remove(cancel.Timer); break;
            case SetJobTimer set: SetTimer(set.Timer, set.Delay, new JobTimerFired(set.Timer)); break;
            case CancelJobTimer cancel: _timers.Remove(cancel.Timer); break;

            // ---- restore
            case FindStart find: Later(5, new StartFound(find.Selection, _shape.StartFrom > 0 ? _shape.StartFrom : null)); break;
            case ListCandidates list: Later(5, new CandidatesListed(list.Selection, Storage.Complete(), Storage.HighestUsed)); break;
            case VerifyCandidate verify:
                Verify(verify);
                break;
            case SetAside aside: SetAside(aside); break;

            // ---- subtasks
            case DeploySubtasks deploy: Deploy(deploy); break;
            case StopSubtasks stop: Stop(stop); break;
            case AskSubtasks ask: Ask(ask); break;

            // ---- answers and the end
            case AnswerRequest answer when !_openRequests.Remove(answer.RequestId):
                throw new Violation($"request {answer.RequestId} is answered twice");

            // One that stood still may come to it when the next leader has taken newer ones.
            case ReportCompleted { Location: not null } savepoint when world.IsTrimmed(savepoint.CheckpointId) && !world.Journal.IsCurrent(this): break;
            case ReportCompleted { Location: not null } savepoint: Verdict.CheckSavepoint(world, savepoint.CheckpointId); break;
            case ReportCompleted: world.CompletedCheckpoints++; break;
            case RecordOutcome record:
                Persist(
                    new RegistryFact.JobEnded(ClusterRun.JobId, record.Outcome, record.Cause, world.Scheduler.Clock),
                    () => Step(new OutcomeRecorded(null)));
                break;
            case CompleteJob: Complete(); break;

            // ---- another parallelism
            case RefuseRescale: _rescale = null; break;
            case ReportRescaling { CheckpointId: null }: world.Cover("rescaled without a checkpoint for it"); break;
            case HandOver: LeaveToSuccessor(); break;
        }
    }

    private void Later(double milliseconds, ProtocolEvent happened) => After(Chance.Milliseconds(0, milliseconds), OfThisLife(() => Step(happened)));

    private void SetTimer(object timer, TimeSpan delay, ProtocolEvent fired)
    {
        var set = ++_timersSet;
        _timers[timer] = set;
        After(delay, () =>
        {
            if (_timers.TryGetValue(timer, out var current) && current == set)
            {
                _timers.Remove(timer);
                Step(fired);
            }
        });
    }

    private void InStorage(double milliseconds, Action<bool> apply, Action then) =>
        node.InStorage(this, milliseconds, apply, OfThisLife(() => Work(OfThisLife(then))), () => IsAlive);

    private void Create(long checkpointId, string? location)
    {
        var fails = WriteFails;
        var isDone = !fails || Chance.Happens(0.5);
        InStorage(
            5,
            _ =>
            {
                if (isDone)
                {
                    world.StorageOf(checkpointId).Create(checkpointId);
                }
            },
            () => Step(fails ? new LocationFailed(checkpointId, Broken) : new LocationReady(checkpointId, location)));
    }

    private void SnapshotEnumerators(long checkpointId) => Step(
        world.HasFaults && Chance.Happens(world.Options.WriteFailure / 4)
            ? new EnumeratorsFailed(checkpointId, Broken)
            : new EnumeratorsSnapshotted(checkpointId, new EnumeratorsState([.. _unassigned.Select(queue => queue.ToList())])));

    private void WriteMetadata(WriteMetadata write)
    {
        foreach (var snapshot in write.Snapshots)
        {
            if (!_attempts.Contains(snapshot.Attempt.Number))
            {
                throw new Violation($"checkpoint {write.CheckpointId} of {this} has the snapshot of {snapshot.Subtask}{snapshot.Attempt}, which is another leader's");
            }
        }

        var content = new CheckpointContent(
            write.Snapshots.ToDictionary(snapshot => snapshot.Subtask, snapshot => ((SnapshotFile)snapshot.Snapshot).Name),
            write.Enumerators);
        var isUnknown = world.HasFaults && Chance.Happens(world.Options.MetadataUnknown);
        var isDone = isUnknown ? Chance.Happens(0.5) : !WriteFails;
        var isWritten = false;
        InStorage(
            30,
            isWhole =>
            {
                // Put-if-absent and atomic: half of it is nothing.
                if (isDone && isWhole)
                {
                    isWritten = world.StorageOf(write.CheckpointId).WriteMetadata(write.CheckpointId, content);
                }
            },
            () => Step(isUnknown
                ? new MetadataUnknown(write.CheckpointId, Broken)
                : isWritten ? new MetadataWritten(write.CheckpointId) : new MetadataFailed(write.CheckpointId, Broken)));
    }

    private void Verify(VerifyCandidate verify)
    {
        var isUnreachable = Fails(world.Options.Operation.ReadFailure);
        After(world.Slowness * Chance.Milliseconds(0, 10), OfThisLife(() =>
        {
            // A job that ends without having seen the storage leaves it as it is; that is not what is to be tested here.
            var isTold = isUnreachable && _protocol!.Job.State < JobState.Finishing;
            world.Cover("checkpoints unreachable", isTold ? 1 : 0);
            Step(isTold
                ? new CandidateUnreachable(verify.Selection, verify.CheckpointId, Broken)
                : new CandidateVerified(verify.Selection, verify.CheckpointId, world.StorageOf(verify.CheckpointId).Problem(verify.CheckpointId)));
        }));
    }

    private void Forget(long checkpointId, Action then)
    {
        if (_registry.Find(ClusterRun.JobId)!.Checkpoints.Contains(checkpointId))
        {
            Persist(new RegistryFact.CheckpointDropped(ClusterRun.JobId, checkpointId), then);
        }
        else
        {
            then();
        }
    }

    private void SetAside(SetAside aside)
    {
        var next = aside.Skipped.Count;
        void Next()
        {
            if (next-- > 0)
            {
                Forget(aside.Skipped[next].CheckpointId, Next);
            }
            else
            {
                InStorage(
                    5,
                    _ => aside.Skipped.ToList().ForEach(skipped => Storage.SetAside(skipped.CheckpointId)),
                    () => Step(new SetAsideFinished(aside.Selection, null)));
            }
        }

        Next();
    }

    private void Delete(Action delete)
    {
        if (!Fails(world.Options.WriteFailure))
        {
            InStorage(5, _ => delete(), () => { });
        }
    }

    private void Sweep(SweepStorage sweep) => InStorage(
        10,
        _ =>
        {
            var below = Mutation == ClusterMutation.SweepOthers ? Storage.HighestUsed + 1 : sweep.Below;
            foreach (var id in Storage.Locations.Where(id => id < below && !sweep.Keep.Contains(id)).ToList())
            {
                Storage.Delete(id);
            }
        },
        () => Step(new StorageSwept()));

    private void Complete()
    {
        if (_openRequests.Count > 0)
        {
            throw new Violation($"the job is over, but request {_openRequests.First()} was never answered");
        }

        Locally(new SlotsReleased(ClusterRun.JobId));
        Persist(new RegistryFact.JobClosed(ClusterRun.JobId), () => { });
    }
}
