namespace Weir.Testing.Faults;

/// <summary>Places in a subtask where something may go wrong.</summary>
internal enum FaultPoint
{
    Barrier,
    BeforeAcknowledgement,
    AfterAcknowledgement,
    Commit,
    Record,
    DropAcknowledgement,
    DuplicateAcknowledgement,
    DelayAcknowledgement,
}
