namespace Weir.Operators.Connectors;

/// <summary>Implemented by a reader of a bounded source whose splits may be silent for long: it can take more before it has read those that it has.</summary>
internal interface IEagerReader
{
    /// <summary>Whether another split is welcome although nothing can be read at the moment.</summary>
    bool WantsMoreSplits { get; }
}
