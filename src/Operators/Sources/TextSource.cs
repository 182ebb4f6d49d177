using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>
/// Reads text, line by line, from a file or from all files of a folder and its subfolders; those whose names start with a dot are left out.
/// Lines end with LF or CR LF, a last line needs no end, and may be of any length up to <see cref="TextReadOptions.MaxLineBytes"/>.
/// A byte order mark at the start of a file is skipped.
/// </summary>
public sealed class TextSource<T> : ISource<T, TextSplit>, IStartupCheck
{
    private readonly TextInput input;
    private readonly LineDecoder<T> decoder;
    private readonly TextReadOptions options;

    /// <summary>Describes the source; nothing is read yet.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="decoder">Makes records of each line.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    public TextSource(string path, LineDecoder<T> decoder, TextReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(decoder);
        this.options = options ?? new TextReadOptions();
        this.options.Validate();
        this.decoder = decoder;
        input = new TextInput(System.IO.Path.GetFullPath(path));
    }

    /// <inheritdoc/>
    public bool IsBounded => !options.Follow;

    /// <inheritdoc/>
    public void CheckStartup() => input.Check();

    /// <inheritdoc/>
    public ISplitEnumerator<TextSplit> CreateEnumerator(EnumeratorContext context) => new TextSplitEnumerator(input, options, context.Parallelism);

    /// <inheritdoc/>
    public ISplitReader<T, TextSplit> CreateReader(SourceReaderContext context) =>
        new TextSplitReader<T>(decoder, options, context.Parallelism, context.TimeProvider);
}
