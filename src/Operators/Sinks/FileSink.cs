using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>
/// Writes files, each record exactly once. A file is hidden (its name starts with a dot) until the checkpoint that covers it is complete,
/// then it is renamed; a file with its final name never changes.
/// </summary>
public sealed class FileSink<T> : ITwoPhaseSink<T, FileSinkState, PendingFile>, IAbandonedOutput<FileSinkState, PendingFile>, IStartupCheck, IExclusiveOutput
{
    private readonly OutputFolder folder;
    private readonly BatchEncoder<T> encoder;
    private readonly FileSinkOptions options;

    /// <summary>Describes a sink that encodes record by record.</summary>
    /// <param name="directory">The folder; created when the job starts.</param>
    /// <param name="encoder">Writes a record.</param>
    /// <param name="options">When files are finished; null for the defaults.</param>
    public FileSink(string directory, RecordEncoder<T> encoder, FileSinkOptions? options = null)
        : this(directory, ToBatchEncoder(encoder), options)
    {
    }

    /// <summary>Describes a sink that encodes batches of records.</summary>
    /// <param name="directory">The folder; created when the job starts.</param>
    /// <param name="encoder">Writes records.</param>
    /// <param name="options">When files are finished; null for the defaults.</param>
    public FileSink(string directory, BatchEncoder<T> encoder, FileSinkOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(encoder);
        this.options = options ?? new FileSinkOptions();
        this.options.Validate();
        this.encoder = encoder;
        folder = new OutputFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
    }

    string IExclusiveOutput.OutputName => $"files '{folder.PathOf(options.FilePrefix)}-*'";

    string IExclusiveOutput.WayOut => $"Give one of them another folder or another {nameof(FileSinkOptions)}.{nameof(FileSinkOptions.FilePrefix)}.";

    /// <inheritdoc/>
    public void CheckStartup() => folder.CheckWritable();

    /// <inheritdoc/>
    public ValueTask<ITwoPhaseSinkWriter<T, FileSinkState, PendingFile>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<FileSinkState>? restoredStates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        folder.Create();
        var states = restoredStates ?? [];
        var names = new FileNames(options.FilePrefix, context.JobId);
        var counters = new OutputCounters(
            context.SubtaskIndex, context.Parallelism, states.SelectMany(static state => state.Counters));
        var restore = new FileSinkRestore(folder, names, counters);
        restore.RemoveAbandoned();
        return ValueTask.FromResult<ITwoPhaseSinkWriter<T, FileSinkState, PendingFile>>(new FileSinkWriter<T>(
            context, folder, names, counters, encoder, options, restore.TakeOverOpenFiles(states)));
    }

    /// <inheritdoc/>
    public ICommitter<PendingFile> CreateCommitter(SinkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new FileCommitter(folder, context.Warn);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAbandonedAsync(
        string jobId, IReadOnlyList<FileSinkState> states, IReadOnlyList<PendingFile> committables, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Path))
        {
            return ValueTask.CompletedTask;
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        named.UnionWith(committables.Select(static file => file.HiddenName));
        named.UnionWith(states.Where(static state => state.OpenFile is not null).Select(static state => state.OpenFile!.HiddenName));
        foreach (var name in folder.List(new FileNames(options.FilePrefix, jobId).HiddenPattern))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!named.Contains(name))
            {
                folder.Delete(name);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static BatchEncoder<T> ToBatchEncoder(RecordEncoder<T> encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return (values, output) =>
        {
            foreach (ref readonly var value in values)
            {
                encoder(value, output);
            }
        };
    }
}
