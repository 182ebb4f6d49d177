using Weir.Actors.Artifacts;
using Weir.Operators.Streams;

namespace Weir.Actors.Deployments;

/// <summary>
/// The graphs of the jobs that a node has to do with: each job's is built once, however many of its subtasks run here, and
/// forgotten with the last who uses it. Two jobs never share one, be they of the same code: what its functions, sources and
/// sinks hold is one job's. Thread-safe.
/// </summary>
internal sealed class JobGraphs(IJobCode code)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Builds the graph of a job that has no id yet. Dispose the result when the graph is needed no longer.</summary>
    public JobGraphLease Build(JobRecipe recipe) => new(this, new Entry(code, recipe));

    /// <summary>Builds the graph of a job, or shares it with the job's others. Dispose the result when the graph is needed no longer.</summary>
    public JobGraphLease Acquire(string jobId, JobRecipe recipe)
    {
        string key = Key(jobId, recipe);
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                _entries.Add(key, entry = new Entry(code, recipe) { Key = key, Users = 0 });
            }

            entry.Users++;
            return new JobGraphLease(this, entry);
        }
    }

    private static string Key(string jobId, JobRecipe recipe) => $"{jobId}\0{recipe.Key}";

    internal void Share(Entry entry, string jobId)
    {
        string key = Key(jobId, entry.Recipe);
        lock (_gate)
        {
            // What is left of the job's former life may have one still.
            if (_entries.TryAdd(key, entry))
            {
                entry.Key = key;
            }
        }
    }

    internal void Release(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            if (entry.Key is { } key)
            {
                _entries.Remove(key);
            }
        }

        entry.Cancel();
    }

    internal sealed class Entry
    {
        private readonly CancellationTokenSource _unused = new();

        public Entry(IJobCode code, JobRecipe recipe)
        {
            Recipe = recipe;
            Built = Task.Run(() => BuildAsync(code, recipe, _unused.Token), CancellationToken.None);
        }

        public JobRecipe Recipe { get; }

        public Task<BuiltJob> Built { get; }

        /// <summary>Null: nobody finds it but who has had it built.</summary>
        public string? Key { get; set; }

        public int Users { get; set; } = 1;

        public void Cancel()
        {
            _unused.Cancel();
            _ = ForgetAsync();
        }

        /// <summary>How it ended has been told to those who used it.</summary>
        private async Task ForgetAsync()
        {
            await ((Task)Built).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _unused.Dispose();
        }

        private static async Task<BuiltJob> BuildAsync(IJobCode code, JobRecipe recipe, CancellationToken cancellationToken)
        {
            LoadedJob loaded = await code.LoadAsync(recipe.Source, cancellationToken).ConfigureAwait(false);
            var environment = new StreamEnvironment(recipe.JobName, recipe.Arguments);
            loaded.Create().Define(environment);
            return new BuiltJob(environment.BuildJobGraph(recipe.Parallelism.OfAll, recipe.Parallelism.Operators), environment.Checkpointing, environment.StateBackend);
        }
    }
}
