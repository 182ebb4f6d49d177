using System.Text.Json.Nodes;

namespace Weir.Unit.Rest;

/// <summary>What a real Flink has answered, recorded in a folder beside the repository that not everybody has.</summary>
internal static class RecordedFlink
{
    private static readonly string? Folder = Find();

    /// <summary>Null: they are there.</summary>
    public static string? SkipReason => Folder is null ? "The recorded answers of Flink (../shared/flink/rest beside the repository) are not at hand." : null;

    public static JsonNode Answer(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder!, $"{name}.json")))!;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var up in (string[])["..", Path.Combine("..", "..")])
            {
                var answers = Path.Combine(folder.FullName, up, "shared", "flink", "rest");
                if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")) && Directory.Exists(answers))
                {
                    return answers;
                }
            }
        }

        return null;
    }
}

/// <summary>Skipped, with the reason, where the recorded answers are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordedFlinkTheoryAttribute : TheoryAttribute
{
    public RecordedFlinkTheoryAttribute() => Skip = RecordedFlink.SkipReason;
}
