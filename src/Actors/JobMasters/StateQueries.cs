using System.Text.Json;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Channels;
using Weir.Operators.Graph;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Savepoints;

namespace Weir.Actors.JobMasters;

/// <summary>Where a key of a job's state is, and what the latest checkpoint has of it.</summary>
internal sealed class StateQueries(JobSpecification job)
{
    /// <summary>How many are read from a checkpoint at a time: each holds a key group in memory.</summary>
    private const int MostReads = 2;

    private int _reads;

    /// <summary>The subtask that has the key, and the key as that knows it.</summary>
    /// <exception cref="ArgumentException">There is no such operator, or it has no keys.</exception>
    /// <exception cref="FormatException">It has other keys.</exception>
    public (SubtaskId Subtask, byte[] Key) Locate(QueryState query)
    {
        foreach (JobVertex vertex in job.Graph.Vertices)
        {
            if (vertex.Nodes.FirstOrDefault(node => node.Uid == query.Operator) is not { } found)
            {
                continue;
            }

            IKeyEncoding keys = found.Inputs.Select(input => input.Keys).FirstOrDefault(keys => keys is not null)
                ?? throw new ArgumentException($"The operator '{query.Operator}' has no state by key.");
            (byte[] key, uint hash) = keys.Encode(Json(query.Key));
            int group = KeyGroups.Of(hash, vertex.MaxParallelism);
            return (new SubtaskId(vertex.Id, KeyGroups.SubtaskOf(group, vertex.MaxParallelism, vertex.Parallelism)), key);
        }

        throw new ArgumentException(
            $"There is no operator '{query.Operator}' in job {job.JobId}; there are: {string.Join(", ", job.Graph.Vertices.SelectMany(vertex => vertex.Nodes).Select(node => node.Uid))}.");
    }

    /// <summary>Reads the key's group of a checkpoint. Never fails.</summary>
    /// <param name="query">The question.</param>
    /// <param name="checkpointId">The latest; null: there is none.</param>
    /// <returns>A <see cref="StateAnswer"/> or a <see cref="StateRefused"/>.</returns>
    public async Task<object> ReadAsync(QueryState query, long? checkpointId)
    {
        if (checkpointId is not { } id || job.Checkpointing.StorageDirectory is not { } root)
        {
            return new StateRefused(StateRefusal.Unavailable, $"Job {job.JobId} has no completed checkpoint in a folder: its state can be looked up live only.");
        }

        if (Interlocked.Increment(ref _reads) > MostReads)
        {
            Interlocked.Decrement(ref _reads);
            return new StateRefused(StateRefusal.Busy, $"{MostReads} look-ups in checkpoints of job {job.JobId} are under way. Try again.");
        }

        try
        {
            string folder = Path.GetFullPath(job.Storage.LocationOf(job.JobId, id).Directory, Path.GetFullPath(root));
            return await Task.Run(() => ReadAsync(query, id, folder)).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or NotSupportedException)
        {
            return new StateRefused(StateRefusal.Invalid, wrong.Message);
        }
        catch (Exception problem)
        {
            return new StateRefused(StateRefusal.Unavailable, $"Checkpoint {id} cannot be read: {problem.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _reads);
        }
    }

    public static JsonElement Json(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The key {text} is no JSON; a text stands in quotes.", wrong);
        }
    }

    private static async Task<object> ReadAsync(QueryState query, long checkpointId, string folder)
    {
        var savepoint = Savepoint.Open(folder);
        SavepointDescription description = await savepoint.DescribeAsync(CancellationToken.None).ConfigureAwait(false);
        StateDump dump = await savepoint.DumpAsync(query.Operator, query.State, CancellationToken.None).ConfigureAwait(false);
        string? value = null;
        await foreach (DumpedEntry found in dump.ReadAsync(Json(query.Key), CancellationToken.None).ConfigureAwait(false))
        {
            value = found.Value;
            break;
        }

        StoredState state = dump.State;
        return new StateAnswer(
            StateSource.Checkpoint, query.Operator, query.State, $"{state.Kind}", $"{state.Key}", $"{dump.ValueSchema}", query.Key, value, description.TakenAt)
        {
            CheckpointId = checkpointId,
        };
    }
}
