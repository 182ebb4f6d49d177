using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

/// <summary>Effects, one line each, for scripts.</summary>
internal static class EffectText
{
    public static string Of(ProtocolEffect effect) => effect switch
    {
        TakeCheckpointId take => $"take id {take.CheckpointId}",
        CreateStorageLocation create => $"create location {create.CheckpointId}{(create.Savepoint is { } savepoint ? $" in {savepoint.Directory}" : "")}",
        EndSources end => $"end sources: {List(end.Sources)}",
        TrimSavepoints trim => $"trim automatic savepoints to {trim.Keep}",
        RestartJob restart => $"restart job: {restart.Reason}",
        ReportRestarting restarting => $"report restarting: {restarting.Reason}",
        SnapshotEnumerators snapshot => $"snapshot enumerators {snapshot.CheckpointId}",
        TriggerSources trigger => $"trigger {trigger.CheckpointId} ({Options(trigger.Options)}): {List(trigger.Sources)}",
        WriteMetadata write => $"write metadata {write.CheckpointId} ({Options(write.Options)}): {List(write.Snapshots.Select(snapshot => snapshot.Subtask))}",
        RecordCompleted record => $"record {(record.Stop is { } stop ? $"stop ({(stop.IsDrained ? "drained" : "suspended")}) with" : "completed")} {record.CheckpointId}",
        NotifyComplete notify => $"notify {(notify.IsFinal ? "final " : "")}complete {notify.CheckpointId}: {List(notify.Subtasks)}",
        NotifyAborted notify => $"notify aborted {notify.CheckpointId} (latest {notify.LatestCompleted}): {List(notify.Subtasks)}",
        DropCheckpoint drop => $"drop {drop.CheckpointId}",
        DiscardPending discard => $"discard {discard.CheckpointId}{(discard.Location is { } folder ? $" at {folder}" : "")}: {List(discard.Snapshots.Select(snapshot => snapshot.Subtask))}",
        DiscardSnapshot discard => $"discard snapshot {discard.CheckpointId} of {discard.Subtask}",
        SweepStorage sweep => $"sweep below {sweep.Below}, keep {List(sweep.Keep)}",
        Schedule schedule => $"schedule {Timer(schedule.Timer)} in {schedule.Delay.TotalMilliseconds} ms",
        CancelTimer cancel => $"cancel {Timer(cancel.Timer)}",
        AnswerRequest answer => $"answer {answer.RequestId}: {(answer.CompletedId is { } id ? $"completed {id}{(answer.Location is { } path ? $" at {path}" : "")}" : $"{answer.Reason!.Value.Text()}, {answer.Message}")}",
        FailJob fail => $"fail job: {fail.Cause.Message}",
        ReportQuiesced => "quiesced",
        ReportShutDown => "shut down",
        ReportTriggered report => $"report triggered {report.CheckpointId} ({report.Kind})",
        ReportCompleted report => $"report completed {report.CheckpointId} ({report.Kind}) after {report.Duration.TotalMilliseconds} ms, {report.BytesWritten} bytes{(report.Location is { } place ? $", at {place}" : "")}",
        ReportFailed report => $"report {(report.IsOver ? "failed" : "overdue")} {report.CheckpointId?.ToString() ?? "–"} ({report.Kind}): {report.Reason.Text()}, {report.Message}",
        ReportRefused report => $"report refused: {report.Message}",
        SelectRestore select => $"select restore {select.Selection}",
        RestoreCheckpointing restore => $"restore checkpointing {restore.CheckpointId?.ToString() ?? "empty"}",
        DeploySubtasks deploy => $"deploy {(deploy.IsSuspended ? "suspended " : "")}{deploy.Attempt} from {deploy.RestoreFrom?.ToString() ?? "empty"}: {List(deploy.Subtasks)}",
        StopSubtasks stop => $"stop ({stop.Reason}): {List(stop.Subtasks)}",
        StartCheckpointing => "start checkpointing",
        StopCheckpointing stop => $"stop checkpointing ({stop.Reason})",
        ShutDownCheckpointing shutDown => $"shut down checkpointing ({shutDown.Outcome}{(shutDown.IsRecorded ? "" : ", not recorded")})",
        AcquireSlots acquire => $"acquire slots {acquire.Request}: {acquire.Slots}{(acquire.InUse.IsEmpty ? "" : $", in use {string.Join(" ", acquire.InUse)}")}",
        TakeAttempt take => $"take attempt {take.Attempt}",
        SetJobTimer set => $"set {set.Timer.Kind} {set.Timer.Number} in {set.Delay.TotalMilliseconds} ms",
        CancelJobTimer cancel => $"cancel {cancel.Timer.Kind} {cancel.Timer.Number}",
        AskSubtasks ask => $"ask: {List(ask.Subtasks)}",
        RequestCheckpoint request => $"request checkpoint for relocation {request.Relocation}",
        ReportWaiting waiting => $"report waiting for {waiting.Lacking} slots: {waiting.Message}",
        ReportRelocating relocating => $"report relocating with checkpoint {relocating.CheckpointId?.ToString() ?? "–"} ({relocating.Message}): {relocating.Reason}",
        ReportRescaling rescaling => $"report rescaling with checkpoint {rescaling.CheckpointId?.ToString() ?? "–"} ({rescaling.Message}): {rescaling.Change}",
        HandOver => "hand over",
        RefuseRescale refuse => $"refuse rescale: {refuse.Reason}",
        RecordTakeover record => $"record takeover: {Parts(record.Recovery)}",
        RecordRelocation record => $"record relocation {record.Recovery.Number}: {Parts(record.Recovery)}",
        RecordFailure record => $"record failure {record.Failure.Number} of {List(record.Failure.Subtasks)}: {record.Failure.Cause.Message} "
            + $"(detected after {record.Failure.Detect.TotalMilliseconds} ms; {record.Failure.Decision})",
        RecordRecovery record => $"record recovery {record.Recovery.Number}: {Parts(record.Recovery)}",
        JobStateChanged changed => $"{changed.From} → {changed.To}",
        RecordOutcome record => $"record outcome {record.Outcome}",
        CompleteJob complete => $"complete job: {complete.Outcome}{(complete.Cause is null ? "" : $", {complete.Cause.Message}")}",
        _ => effect.ToString(),
    };

    private static string Options(CheckpointOptions options) =>
        options.Savepoint is { } savepoint ? $"{options.Kind}{(savepoint.Stops ? $", {savepoint.Stop}" : "")}, {options.Location}" : $"{options.Kind}{(options.IncrementalBase is { } id ? $", base {id}" : "")}";

    private static string Parts(RecoveryEntry recovery) =>
        $"{recovery.Attempt} from {recovery.RestoredCheckpoint?.ToString() ?? "empty"}, "
            + $"stop {recovery.Stop.TotalMilliseconds}, acquire {recovery.Acquire.TotalMilliseconds}, select {recovery.Select.TotalMilliseconds}, "
            + $"deploy {recovery.Deploy.TotalMilliseconds}, restore {recovery.Restore.TotalMilliseconds} ms";

    private static string Timer(CoordinatorTimer timer) => timer.CheckpointId == 0 ? $"{timer.Kind}" : $"{timer.Kind} {timer.CheckpointId}";

    private static string List(IReadOnlyList<SubtaskAttempt> subtasks) => List(subtasks.Select(each => $"{each.Subtask}{each.Attempt}"));

    private static string List<T>(IEnumerable<T> items)
    {
        var text = string.Join(" ", items);
        return text.Length == 0 ? "none" : text;
    }
}
