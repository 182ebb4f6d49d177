namespace Weir.Operators.Functions;

/// <summary>What can be done with an output whatever its record type.</summary>
internal interface ICollectorPort
{
    long Sent { get; }

    void Flush();

    void SendWatermark(long watermark);

    void SendStatus(bool idle);
}
