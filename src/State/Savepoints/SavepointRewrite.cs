using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.State.Savepoints;

/// <summary>Writes a savepoint anew, in the canonical format and in one folder, with some changes.</summary>
internal sealed class SavepointRewrite(StoredSavepoint source, IReadOnlyDictionary<string, SavepointOperatorEdit> edits)
{
    private const int CopySize = 64 * 1024;

    public async Task<string> WriteAsync(string directory, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(directory);
        var metadata = await source.MetadataAsync(cancellationToken).ConfigureAwait(false);
        foreach (var uid in edits.Keys)
        {
            await source.OperatorAsync(uid, cancellationToken).ConfigureAwait(false);
        }

        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
        {
            throw new StorageException($"A savepoint is to be written to {full}, and there is something in it. Name a folder that is not there yet.") { IsPermanent = true };
        }

        var storage = new FileSystemCheckpointStorage(Path.GetDirectoryName(full) ?? full);
        var location = new CheckpointLocation(full);
        Directory.CreateDirectory(full);
        try
        {
            var operators = ImmutableArray.CreateBuilder<OperatorState>(metadata.Operators.Length);
            var writer = storage.WriterFor(location);
            foreach (var state in metadata.Operators)
            {
                var edit = edits.GetValueOrDefault(state.Uid);
                if (edit?.IsRemoved != true)
                {
                    operators.Add(await RewriteAsync(state, edit, writer, cancellationToken).ConfigureAwait(false));
                }
            }

            if (operators.GroupBy(state => state.Uid, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            {
                throw new ArgumentException($"Two operators would have the uid '{twice.Key}': one that was renamed, and one that has it already. Remove or rename that one too.");
            }

            var rewritten = metadata with
            {
                FormatVersion = CheckpointMetadata.CurrentFormatVersion,
                Kind = CheckpointKind.Savepoint,
                Operators = operators.ToImmutable(),
            };
            await storage.CompleteAsync(location, rewritten, cancellationToken).ConfigureAwait(false);
            return full;
        }
        catch
        {
            await storage.DiscardAsync(location, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<OperatorState> RewriteAsync(OperatorState state, SavepointOperatorEdit? edit, ICheckpointWriter writer, CancellationToken cancellationToken)
    {
        var states = (await StateInventory.ReadAsync(state, source.Reader, cancellationToken).ConfigureAwait(false))
            .Where(its => !its.Kind.IsOfOperator())
            .ToList();
        if (edit?.RemovedStates.FirstOrDefault(name => !states.Exists(its => its.Name == name)) is { } missing)
        {
            throw await SavepointKeyedState.NotFoundAsync(source, state, missing, cancellationToken).ConfigureAwait(false);
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var changes = edit is null ? [] : edit.Changes.ToDictionary(change => change.Name, StringComparer.Ordinal);
        var written = states
            .Where(its => edit?.RemovedStates.Contains(its.Name) != true)
            .Select(its => changes.TryGetValue(its.Name, out var change) ? change.Describe(state, its, now) : its)
            .Concat(changes.Values.Where(change => !states.Exists(its => its.Name == change.Name)).Select(change => change.Describe(state, null, now)))
            .ToList();
        if (written.GroupBy(its => its.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new CorruptStateException($"State '{twice.Key}' of operator '{state.Uid}' is stored in several forms: {string.Join(", ", twice)}.");
        }

        var subtasks = ImmutableArray.CreateBuilder<OperatorSubtaskState>(state.Subtasks.Length);
        for (var subtask = 0; subtask < state.Subtasks.Length; subtask++)
        {
            var stored = state.Subtasks[subtask];
            var lists = ImmutableArray.CreateBuilder<OperatorStateHandle>(stored.Operator.Length);
            foreach (var list in stored.Operator)
            {
                lists.Add(list with { State = await CopyAsync(list.State, $"{state.Uid}-{subtask}", writer, cancellationToken).ConfigureAwait(false) });
            }

            var range = KeyGroups.RangeFor(state.MaxParallelism, state.Parallelism, subtask);
            subtasks.Add(stored with
            {
                Keyed = written.Count == 0 ? [] : await new KeyedRewrite(stored.Keyed, range, written, changes, source.Reader)
                    .WriteAsync(writer, $"{state.Uid}-{subtask}", cancellationToken).ConfigureAwait(false),
                Operator = lists.ToImmutable(),
            });
        }

        return state with { Uid = edit?.NewUid ?? state.Uid, Subtasks = subtasks.MoveToImmutable() };
    }

    private async Task<StateHandle> CopyAsync(StateHandle handle, string name, ICheckpointWriter writer, CancellationToken cancellationToken)
    {
        var input = await source.Reader.OpenAsync(handle, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var output = writer.Create(name);
            await using (output.ConfigureAwait(false))
            {
                var buffer = new byte[CopySize];
                for (long position = 0; position < handle.Length; position += buffer.Length)
                {
                    var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, handle.Length - position));
                    await input.ReadAsync(position, part, cancellationToken).ConfigureAwait(false);
                    await output.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                }

                return await output.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
