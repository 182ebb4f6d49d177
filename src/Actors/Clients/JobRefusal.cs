using Weir.Actors.Configuration;
using Weir.Actors.Messages;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.Clients;

/// <summary>The exception that a refused submission is thrown as.</summary>
internal static class JobRefusal
{
    public static Exception ToException(SubmissionRefused refused) => refused.Kind switch
    {
        RefusalKind.AlreadyFinished => new JobAlreadyFinishedException(refused.Cause.Message),
        RefusalKind.WouldLoseState => new RestoreRefusedException(refused.Cause.Message),
        RefusalKind.Configuration => new InvalidConfigurationException([refused.Cause.Message]),
        RefusalKind.Storage => new StorageException(refused.Cause.Message),
        RefusalKind.CorruptState => new CorruptStateException(refused.Cause.Message),
        _ => new SubmissionRefusedException(refused.Cause.Message, refused.Cause.Detail),
    };
}
