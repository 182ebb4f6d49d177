namespace Weir.Operators.Connectors;

/// <summary>Implemented by a sink whose output must not be another sink's of the same job.</summary>
internal interface IExclusiveOutput
{
    /// <summary>Identifies the output, for the comparison and for people.</summary>
    string OutputName { get; }

    /// <summary>What to change so that two sinks do not have the same output.</summary>
    string WayOut { get; }
}
