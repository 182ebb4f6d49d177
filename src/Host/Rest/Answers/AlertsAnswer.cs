using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /alerts and GET /jobs/:id/alerts: each alert as a webhook gets it.</summary>
internal sealed record AlertsAnswer([property: JsonPropertyName("alerts")] IReadOnlyList<JsonObject> Alerts);
