using System.Globalization;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;
using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>The state of a chain's operators as it was at a barrier. Disposing it gives up what was not written.</summary>
/// <param name="subtaskIndex">The subtask.</param>
/// <param name="operators">The operators' states, the head's first.</param>
/// <param name="finished">The entry of a subtask that has finished its data; else null.</param>
/// <param name="inFlight">What the barrier has overtaken; null: nothing.</param>
internal sealed class ChainSnapshot(
    int subtaskIndex, IReadOnlyList<(string Uid, InstanceSnapshot? State)> operators, InstanceSnapshot? finished, InFlightCapture? inFlight) : IDisposable
{
    /// <summary>What the barrier has overtaken; null: nothing.</summary>
    public InFlightCapture? InFlight => inFlight;

    /// <summary>Writes the state, on any thread, while the stream goes on. Called once.</summary>
    public async Task<SubtaskSnapshot> WriteAsync(ICheckpointWriter writer, CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, OperatorSubtaskState>(StringComparer.Ordinal);
        foreach (var (uid, state) in operators)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{uid}-{subtaskIndex}");
            written[uid] = state is null
                ? OperatorSubtaskState.Empty
                : await state.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        }

        if (finished is not null)
        {
            var head = operators[0].Uid;
            var name = string.Create(CultureInfo.InvariantCulture, $"{head}-{subtaskIndex}-finished");
            var entry = await finished.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
            written[head] = written[head] with { Operator = [.. written[head].Operator, .. entry.Operator] };
        }

        if (inFlight is null)
        {
            return new SubtaskSnapshot(written);
        }

        var flight = await inFlight.WriteAsync(
            writer, string.Create(CultureInfo.InvariantCulture, $"{inFlight.Uid}-{subtaskIndex}-in-flight"), cancellationToken).ConfigureAwait(false);
        if (flight is not null)
        {
            written[inFlight.Uid] = written[inFlight.Uid] with { Operator = [.. written[inFlight.Uid].Operator, flight] };
        }

        return new SubtaskSnapshot(written) { InFlightLength = flight?.State.Length ?? 0 };
    }

    public void Dispose()
    {
        foreach (var (_, state) in operators)
        {
            state?.Dispose();
        }

        finished?.Dispose();
    }
}
