using System.Text.Json.Nodes;
using Weir.State.Codecs;

namespace Weir.Host.Checkpoints;

/// <summary>Entries of a state as comma-separated values (RFC 4180): a record's members in columns of their own, what is deeper as JSON.</summary>
internal sealed class StateCsv
{
    private readonly List<(string Root, string? Member)> _columns = [];

    public StateCsv(IEnumerable<(string Name, CodecSchema Schema)> parts)
    {
        foreach (var (name, schema) in parts)
        {
            if (schema.Kind != SchemaKind.Record || schema.Members.IsEmpty)
            {
                _columns.Add((name, null));
                continue;
            }

            _columns.AddRange(schema.Members.Select(member => (name, (string?)member.Name)));
        }
    }

    public string Header => string.Join(',', _columns.Select(column => Quoted(column.Member is null ? column.Root : $"{column.Root}.{column.Member}")));

    public string Line(JsonObject entry) => string.Join(',', _columns.Select(column =>
    {
        var value = entry[column.Root];
        return Quoted(Text(column.Member is null ? value : value?[column.Member]));
    }));

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar when scalar.GetValueKind() == System.Text.Json.JsonValueKind.String => scalar.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
