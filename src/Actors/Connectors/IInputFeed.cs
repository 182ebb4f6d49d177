namespace Weir.Actors.Connectors;

/// <summary>What brings the records of one part of an input into a <see cref="Handover{T}"/>, from wherever it runs.</summary>
internal interface IInputFeed<T, TOffset> : IAsyncDisposable
{
    Handover<(T Record, TOffset Offset)> Records { get; }
}
