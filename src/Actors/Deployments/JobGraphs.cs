using Weir.Actors.Artifacts;
using Weir.Operators.Streams;

namespace Weir.Actors.Deployments;

/// <summary>
/// The graphs of the jobs that a node has to do with: each is built once, however many of its subtasks run here, and
/// forgotten with the last who uses it. Thread-safe.
/// </summary>
internal sealed class JobGraphs(IJobCode code)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Builds the graph, or shares it. Dispose the result when the graph is needed no longer.</summary>
    public JobGraphLease Acquire(JobRecipe recipe)
    {
        string key = recipe.Key;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                _entries.Add(key, entry = new Entry(code, recipe));
            }

            entry.Users++;
            return new JobGraphLease(entry.Built, () => Release(key, entry));
        }
    }

    private void Release(string key, Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            _entries.Remove(key);
        }

        entry.Cancel();
    }

    private sealed class Entry
    {
        private readonly CancellationTokenSource _unused = new();

        public Entry(IJobCode code, JobRecipe recipe) => Built = Task.Run(() => BuildAsync(code, recipe, _unused.Token), CancellationToken.None);

        public Task<BuiltJob> Built { get; }

        public int Users { get; set; }

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
            return new BuiltJob(environment.BuildJobGraph(recipe.Parallelism), environment.Checkpointing);
        }
    }
}
