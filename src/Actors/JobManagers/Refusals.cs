using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>Why a submission was refused, for the client.</summary>
internal static class Refusals
{
    public static SubmissionRefused Of(Exception error, DateTimeOffset now) => new(
        error switch
        {
            JobAlreadyFinishedException => RefusalKind.AlreadyFinished,
            RestoreRefusedException => RefusalKind.WouldLoseState,
            InvalidConfigurationException => RefusalKind.Configuration,
            CorruptStateException => RefusalKind.CorruptState,
            StorageException => RefusalKind.Storage,
            _ => RefusalKind.Job,
        },
        FailureCause.From(error, now));
}
