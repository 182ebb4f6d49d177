using System.Text;

namespace Weir.Host.Terminal;

/// <summary>Rows under headings, in columns as wide as they have to be; plain text, so that other programs can cut it.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [headings];

    /// <summary>How many rows there are under the headings.</summary>
    public int Count => _rows.Count - 1;

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            text.AppendLine(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.ToString();
    }
}
