namespace Weir.Operators.Graph;

/// <summary>A source or sink node.</summary>
internal interface IConnectorNode
{
    /// <summary>Throws <see cref="Connectors.ConnectorException"/> when the connector can tell that it would not work.</summary>
    void CheckStartup();
}
