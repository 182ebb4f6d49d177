namespace Akka.Remote;

/// <summary>
/// A frame is its length after these four bytes (int32), its kind (one byte) and what belongs to the kind; numbers have their
/// least byte first, texts are UTF-8 with their length in two bytes before them.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>recipient, sender, serializer (int32), manifest, payload to the end.</summary>
    Message = 1,

    /// <summary>number (int64), recipient, serializer (int32), manifest, payload to the end.</summary>
    SystemMessage = 2,

    /// <summary>The outbox (int64) and the number (int64) up to which system messages came.</summary>
    Acknowledge = 3,

    /// <summary>The other side is still there.</summary>
    Heartbeat = 4,

    /// <summary>
    /// The messages of this side come on this connection from now on: its rank (int64) among such ones of the sender, of which
    /// the highest counts; the outbox (int64) of the system messages; the first number (int64) that may come.
    /// </summary>
    Begin = 5,

    /// <summary>Nothing more comes, for a reason (one byte).</summary>
    Goodbye = 6,
}

internal enum GoodbyeReason : byte
{
    Shutdown = 1,
    Quarantined = 2,
    Disassociated = 3,
}
