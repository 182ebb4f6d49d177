using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Weir.Host.Demo;

namespace Weir.Host.Commands;

/// <summary><c>weir demo</c>.</summary>
internal static class DemoCommand
{
    /// <summary>What <c>weir help demo</c> says beyond the list of options.</summary>
    public const string Details =
        """
        What it does:
          Runs the sample word-count over the King James Bible with exactly-once checkpoints, crashes subtasks while checkpoints are under way,
          and compares the committed files with a plain count of the same text. Everything is written to a temporary folder and removed again.

        Example:
          weir demo --passes 100 --seed 7

        Exit code:
          0 the counts are equal   1 they differ, or the job failed
        """;

    private const int MaxPasses = 10_000;

    private static readonly Option<int> Passes = new("--passes")
    {
        Description = "How many times the text is read.",
        HelpName = "N",
        DefaultValueFactory = _ => 40,
        CustomParser = result => ReadNumber(result, 1, MaxPasses),
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Chooses which subtasks are crashed.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => ReadNumber(result, 0, int.MaxValue),
    };

    public static Command Create()
    {
        var command = new Command("demo", "Counts the words of a real text while it crashes subtasks, and checks the result.") { Passes, Seed };
        command.SetAction((parsed, _) => DemoRun.ExecuteAsync(parsed.GetValue(Passes), parsed.GetValue(Seed)));
        return command;
    }

    private static int ReadNumber(ArgumentResult result, int least, int most)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{result.Tokens[0].Value} is not a whole number, {least} to {most}");
        return least;
    }
}
