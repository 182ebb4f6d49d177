using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Hands records to an actor, a message at a time, and emits them when the actor has confirmed them.</summary>
internal static class ConfirmedActorFlow
{
    public static Flow<T, T, NotUsed> Create<T>(StreamContext context, ICanTell target, ActorOutputOptions options) => Flow.Create<T>()
        .Batch(options.BatchSize, static first => new List<T> { first }, static (batch, record) =>
        {
            batch.Add(record);
            return batch;
        })
        .SelectAsync(1, async batch =>
        {
            await AskAsync(
                target,
                new OutputRecords<T>(context.JobName, context.Name, context.Part, batch),
                options.ConfirmationTimeout,
                CancellationToken.None).ConfigureAwait(false);
            return batch;
        })
        .SelectMany(static batch => batch);

    /// <exception cref="ConnectorException">No answer came in time.</exception>
    public static async Task AskAsync(ICanTell target, object message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await target.Ask<OutputReceived>(message, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException error)
        {
            throw new ConnectorException(
                $"{target} has not confirmed records with {nameof(OutputReceived)} within {timeout}: it is gone, it is too slow (raise {nameof(ActorOutputOptions)}.{nameof(ActorOutputOptions.ConfirmationTimeout)}), or it does not answer.",
                error);
        }
    }
}
