namespace Weir.EndToEnd;

public class DemoTests
{
    [Fact]
    public async Task The_demo_crashes_subtasks_and_finds_the_counts_equal()
    {
        using var folder = new TestFolder();
        using var process = await WeirProcess.RunAsync(folder, "demo", "--passes", "8", "--seed", "3");

        process.ExitCode.ShouldBe(0, process.ToString());
        process.Output.ShouldContain("The counts are equal");
        process.Output.ShouldContain("words counted        6,331,600");
        process.Output.ShouldContain("Recovered from failure 1");
        Directory.EnumerateFileSystemEntries(folder.Temporary).Where(entry => Path.GetFileName(entry).StartsWith("weir-", StringComparison.Ordinal)).ShouldBeEmpty();
        folder.Entries().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_version_says_which_Akka_it_runs_on()
    {
        using var folder = new TestFolder();
        using var process = await WeirProcess.RunAsync(folder, "--version");
        process.ExitCode.ShouldBe(0);
        process.Output.ShouldMatch(@"^weir \d+\.\d+\.\d+, on Akka \d+\.\d+\.\d+ \((stand-in|package)\)");
    }

    [Fact]
    public async Task Help_names_the_commands_and_their_options()
    {
        using var folder = new TestFolder();
        using var general = await WeirProcess.RunAsync(folder, "help");
        general.ExitCode.ShouldBe(0);
        general.Output.ShouldContain("demo");
        using var run = await WeirProcess.RunAsync(folder, "help", "run");
        foreach (var option in (string[])["--parallelism", "--from", "--config", "-D", "--class", "./weir-data/checkpoints", "Exit code"])
        {
            run.Output.ShouldContain(option);
        }
    }
}
