using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Unit.Actors;

/// <summary>
/// A protocol test as a text file: lines that begin with "&gt; " are commands, what follows is all they led to. With
/// WEIR_UPDATE_SCRIPTS=1 the files are written anew, to be reviewed as a diff.
/// </summary>
internal static class Script
{
    private const string Prompt = "> ";

    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Scripts");

    public static TheoryData<string> Named(string prefix)
    {
        var names = Directory.GetFiles(Folder(), $"{prefix}*.txt").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
        names.ShouldNotBeEmpty($"no script {prefix}*.txt in {Folder()}");
        return new TheoryData<string>(names);
    }

    public static void Check(string name, Func<string[], IEnumerable<string>> run)
    {
        var path = Path.Combine(Folder(), name);
        var script = File.ReadAllText(path).ReplaceLineEndings("\n");
        var actual = Replay(script, run);
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_SCRIPTS") == "1")
        {
            File.WriteAllText(path, actual);
        }
        else
        {
            actual.ShouldBe(script, $"The transcript of {name} has changed; WEIR_UPDATE_SCRIPTS=1 writes it anew.");
        }
    }

    // Comments and commands stay; what a command led to is replaced.
    private static string Replay(string script, Func<string[], IEnumerable<string>> run)
    {
        var transcript = new StringBuilder();
        var lines = script.TrimEnd('\n').Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                transcript.Append(line).Append('\n');
                foreach (var effect in run(line[Prompt.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                {
                    transcript.Append("    ").Append(effect).Append('\n');
                }
            }
            else if (line.Length == 0 || line[0] == '#')
            {
                transcript.Append(line).Append('\n');
            }
        }

        return transcript.ToString();
    }
}
