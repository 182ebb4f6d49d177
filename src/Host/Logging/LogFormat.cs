namespace Weir.Host.Logging;

/// <summary><c>weir.logging.format</c></summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}
