using System.CommandLine;
using System.Text.Json.Nodes;
using Weir.Actors.Messages;
using Weir.Host.Checkpoints;
using Weir.Host.Clusters;
using Weir.Host.Jobs;
using Weir.Operators.Graph;

namespace Weir.Host.Commands;

/// <summary>What can be done with checkpoints and savepoints in folders, without a job: <c>weir checkpoint list</c> and so on.</summary>
internal static class StoredCheckpointCommands
{
    private static readonly Argument<string> Folder = new("folder") { Description = "A checkpoint's or savepoint's folder; or a job's, or one with many of either." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON, for programs." };

    public static IEnumerable<Command> OfCheckpoints()
    {
        yield return Create("list", "Lists the complete checkpoints and savepoints in a folder: weir checkpoint list /data/checkpoints", async (parsed, cancellation) =>
        {
            var found = await StoredCheckpoint.FindAsync(parsed.GetRequiredValue(Folder), verifies: false, cancellation);
            Console.Out.Write(parsed.GetValue(Json) ? CheckpointText.Json(found) + Environment.NewLine : CheckpointText.Table(found));
            return ExitCode.Finished;
        });
        yield return Create("show", "Shows what is in a checkpoint or savepoint: weir checkpoint show /data/checkpoints/5f0c…/chk-7", async (parsed, cancellation) =>
        {
            var found = await WithStatesAsync(await StoredCheckpoint.FindAsync(parsed.GetRequiredValue(Folder), verifies: false, cancellation), cancellation);
            if (parsed.GetValue(Json))
            {
                Console.Out.WriteLine(CheckpointText.Json(found));
            }
            else
            {
                foreach (var checkpoint in found)
                {
                    Console.Out.WriteLine(checkpoint.Metadata is null ? CheckpointText.Verdict(checkpoint) : CheckpointText.Details(checkpoint));
                }
            }

            return found.All(checkpoint => checkpoint.Problem is null) ? ExitCode.Finished : ExitCode.Failed;
        });
        yield return Create("verify", "Reads all files of checkpoints and savepoints, and compares their checksums: weir checkpoint verify /data/checkpoints", async (parsed, cancellation) =>
        {
            var found = await StoredCheckpoint.FindAsync(parsed.GetRequiredValue(Folder), verifies: true, cancellation);
            if (parsed.GetValue(Json))
            {
                Console.Out.WriteLine(CheckpointText.Json(found));
            }
            else
            {
                foreach (var checkpoint in found)
                {
                    Console.Out.WriteLine(CheckpointText.Verdict(checkpoint));
                }
            }

            return found.All(checkpoint => checkpoint.Problem is null) ? ExitCode.Finished : ExitCode.Failed;
        });
    }

    public static IEnumerable<Command> OfSavepoints(IReadOnlyList<string> jobArguments, Option<string?> cluster)
    {
        var job = new Argument<string>("job") { Description = "A built-in sample, or the path of an assembly; its arguments stand behind --." };
        var className = new Option<string?>("--class") { Description = "The job's class, if the assembly has several.", HelpName = "NAME" };
        var parallelism = new Option<int?>("--parallelism", "-p") { Description = "As for weir run.", HelpName = "N", CustomParser = SharedOptions.Number("--parallelism", 1, 32_768) };
        var check = new Command("check", "Says what of a savepoint a job would not restore, without starting it: weir savepoint check /data/savepoints/savepoint-5f0c7d-1 word-count -- --input books --output counts")
        {
            Folder, job, className, parallelism, Json,
        };
        check.SetAction((parsed, cancellation) => CheckAsync(
            parsed.GetRequiredValue(Folder),
            SavepointCheck.Graph(JobCatalog.Find(parsed.GetRequiredValue(job), parsed.GetValue(className)), jobArguments, parsed.GetValue(parallelism)),
            parsed.GetValue(Json),
            cancellation));
        yield return check;

        var dispose = new Command("dispose", "Deletes a savepoint, unless a job of the cluster, or of the checkpoint storage here, needs it: weir savepoint dispose /data/savepoints/savepoint-5f0c7d-1")
        {
            Folder, Json, cluster, SharedOptions.ConfigurationFiles, SharedOptions.Overrides,
        };
        dispose.SetAction(async (parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(Folder));
            var files = parsed.GetValue(SharedOptions.ConfigurationFiles) ?? [];
            var overrides = parsed.GetValue(SharedOptions.Overrides) ?? [];
            if (parsed.GetValue(cluster) is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ClusterSettings.Variable)))
            {
                return Report(await LocalDisposal.DisposeAsync(path, files, overrides, cancellation), parsed.GetValue(Json));
            }

            var request = new ClusterRequest { Nodes = parsed.GetValue(cluster), ConfigurationFiles = files, Overrides = overrides };
            return await ClusterCommand.ExecuteAsync(request, async (connection, token) =>
                Report(await connection.AskPatientlyAsync<SavepointDisposed>(new DisposeSavepoint(path), token), parsed.GetValue(Json)));
        });
        yield return dispose;
    }

    private static async Task<int> CheckAsync(string folder, JobGraph graph, bool asJson, CancellationToken cancellation)
    {
        var isFine = true;
        var verdicts = new JsonArray();
        foreach (var savepoint in await WithStatesAsync(await StoredCheckpoint.FindAsync(folder, verifies: true, cancellation), cancellation))
        {
            IReadOnlyList<string> problems =
            [
                .. savepoint.Problem is { } damage ? (string[])[damage] : [],
                .. savepoint.Metadata is { } metadata ? SavepointCheck.Problems(graph, metadata) : [],
            ];
            isFine &= problems.Count == 0;
            IReadOnlyList<string> empty = savepoint.Metadata is { } its ? [.. SavepointCheck.Empty(graph, its)] : [];
            if (asJson)
            {
                verdicts.Add(new JsonObject
                {
                    ["folder"] = savepoint.Path,
                    ["job"] = graph.Name,
                    ["can-start"] = problems.Count == 0,
                    ["problems"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem)]),
                    ["operators-that-start-empty"] = new JsonArray([.. empty.Select(uid => (JsonNode)uid)]),
                });
                continue;
            }

            Console.Out.WriteLine(problems.Count == 0 ? $"{savepoint.Path}: {graph.Name} can start from it" : $"{savepoint.Path}: {graph.Name} can't start from it");
            foreach (var problem in problems)
            {
                Console.Out.WriteLine($"  {problem.ReplaceLineEndings(" ")}");
            }

            foreach (var uid in empty)
            {
                Console.Out.WriteLine($"  operator '{uid}' has no state in it, and starts empty");
            }

            Console.Out.Write(CheckpointText.States(savepoint));
        }

        if (asJson)
        {
            Console.Out.WriteLine(CheckpointText.Text(new JsonObject { ["savepoints"] = verdicts }));
        }

        return isFine ? ExitCode.Finished : ExitCode.Failed;
    }

    private static async Task<IReadOnlyList<StoredCheckpoint>> WithStatesAsync(IReadOnlyList<StoredCheckpoint> found, CancellationToken cancellation)
    {
        var read = new List<StoredCheckpoint>(found.Count);
        foreach (var checkpoint in found)
        {
            read.Add(await checkpoint.WithStatesAsync(cancellation));
        }

        return read;
    }

    private static int Report(SavepointDisposed disposed, bool asJson)
    {
        if (disposed.Problem is { } problem)
        {
            Console.Error.WriteLine($"weir: {problem.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }

        Console.Out.WriteLine(asJson ? CheckpointText.Text(new JsonObject { ["deleted"] = disposed.Path }) : $"deleted {disposed.Path}");
        return ExitCode.Finished;
    }

    private static Command Create(string name, string description, Func<ParseResult, CancellationToken, Task<int>> execute)
    {
        var command = new Command(name, description) { Folder, Json };
        command.SetAction(execute);
        return command;
    }
}
