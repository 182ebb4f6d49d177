using System.Globalization;
using System.Text.Json;

namespace Weir.Bench.Exchange;

/// <summary>Resident memory of both processes while the receiver takes nothing.</summary>
/// <param name="Stall">How long it took nothing.</param>
/// <param name="SenderBefore">Bytes, when the stall began.</param>
/// <param name="SenderAfter">Bytes, when it ended.</param>
/// <param name="ReceiverBefore">Bytes, when the stall began.</param>
/// <param name="ReceiverAfter">Bytes, when it ended.</param>
internal sealed record StalledReceiver(TimeSpan Stall, long SenderBefore, long SenderAfter, long ReceiverBefore, long ReceiverAfter)
{
    /// <summary>What the channels may take when they fill, and what a collection may find out about later.</summary>
    private const long Allowed = 64L << 20;

    public bool IsFlat => SenderAfter - SenderBefore <= Allowed && ReceiverAfter - ReceiverBefore <= Allowed;

    public void Write(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Stalled receiver, {Stall.TotalSeconds:0.#} s: resident memory of the sender {Text(SenderBefore)} → {Text(SenderAfter)} MiB, of the receiver {Text(ReceiverBefore)} → {Text(ReceiverAfter)} MiB ({(IsFlat ? "flat" : "NOT flat")})"));

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("workload", "exchange, stalled receiver");
        json.WriteNumber("stallSeconds", Stall.TotalSeconds);
        json.WriteNumber("senderBytesBefore", SenderBefore);
        json.WriteNumber("senderBytesAfter", SenderAfter);
        json.WriteNumber("receiverBytesBefore", ReceiverBefore);
        json.WriteNumber("receiverBytesAfter", ReceiverAfter);
        json.WriteEndObject();
    }

    private static string Text(long bytes) => (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture);
}
