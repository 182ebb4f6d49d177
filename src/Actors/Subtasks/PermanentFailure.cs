using Weir.Actors.Exchange;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;

namespace Weir.Actors.Subtasks;

/// <summary>Tells failures that every new attempt would meet again.</summary>
internal static class PermanentFailure
{
    /// <summary>Whether the exception, or one inside it, says that the job does not fit its types, its state, the frames between nodes, or the node.</summary>
    public static bool IsBehind(Exception error) => error switch
    {
        IncompatibleSchemaException or NoCodecException or RecordTooLargeForFrameException or RocksDbUnavailableException => true,
        AggregateException several => several.InnerExceptions.Any(IsBehind),
        { InnerException: { } inner } => IsBehind(inner),
        _ => false,
    };
}
