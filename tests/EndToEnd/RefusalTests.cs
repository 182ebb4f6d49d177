namespace Weir.EndToEnd;

/// <summary>What can't be done as asked is refused with one clear line, exit code 2, and nothing left behind.</summary>
public class RefusalTests
{
    private static readonly string OwnAssembly = typeof(RefusalTests).Assembly.Location;

    public static TheoryData<string[], string[]> CommandLines => new()
    {
        { [], ["Usage"] },
        { ["rum"], ["rum"] },
        { ["help", "rum"], ["no command rum"] },
        { ["run"], ["job"] },
        { ["run", "word-count", "--paralelism", "2"], ["--paralelism", "behind --"] },
        { ["run", "word-count", "--input", "text.txt"], ["--input", "behind --"] },
        { ["run", "word-count", "-p", "two", "--", "--input", "text.txt", "--output", "out"], ["--parallelism two", "1 to 32768"] },
        { ["run", "word-count", "-p", "0", "--", "--input", "text.txt", "--output", "out"], ["--parallelism 0", "1 to 32768"] },
        { ["run", "word-cuont", "--"], ["word-cuont", "word-count, odd-even"] },
        { ["run", "text.txt"], ["text.txt", "not a .NET assembly"] },
        { ["run", "word-count", "--class", "X", "--", "--input", "text.txt", "--output", "out"], ["--class X"] },
        { ["run", "word-count", "-c", "missing.conf", "--", "--input", "text.txt", "--output", "out"], ["missing.conf"] },
        { ["run", "word-count", "-c", "broken.conf", "--", "--input", "text.txt", "--output", "out"], ["broken.conf", "3"] },
        { ["run", "word-count", "-c", "misspelt.conf", "--", "--input", "text.txt", "--output", "out"], ["misspelt.conf", "weir.checkpointing.intervall", "Did you mean weir.checkpointing.interval?"] },
        { ["run", "word-count", "-D", "nonsense", "--", "--input", "text.txt", "--output", "out"], ["-D nonsense", "key=value"] },
        { ["run", "word-count", "-D", "a b=1", "--", "--input", "text.txt", "--output", "out"], ["'a b' is not a key"] },
        { ["run", "word-count", "-D", "weir.checkpointing.mod=x", "--", "--input", "text.txt", "--output", "out"], ["weir.checkpointing.mod ", "Did you mean weir.checkpointing.mode?"] },
        { ["run", "word-count", "-D", "weir.checkpointing.mode=twice", "--", "--input", "text.txt", "--output", "out"], ["weir.checkpointing.mode is twice", "exactly-once, at-least-once"] },
        { ["run", "word-count", "-D", "weir.checkpointing.interval=1ms", "--", "--input", "text.txt", "--output", "out"], ["weir.checkpointing.interval is 1 ms", "10 ms"] },
        { ["run", "word-count", "-D", "weir.checkpointing.storage.dir=text.txt/x", "--", "--input", "text.txt", "--output", "out"], ["text.txt/x", "weir.checkpointing.storage.dir"] },
        { ["run", "word-count", "-D", "weir.checkpointing.storage.dir=/proc/weir", "--", "--input", "text.txt", "--output", "out"], ["/proc/weir"] },
        { ["run", "word-count", "-D", "weir.state.backend=disk", "--", "--input", "text.txt", "--output", "out"], ["weir.state.backend is disk", "heap, rocksdb"] },
        { ["run", "word-count", "-D", "weir.state.rocksdb.memory=1KiB", "--", "--input", "text.txt", "--output", "out"], ["weir.state.rocksdb.memory", "8 MiB"] },
        { ["run", "word-count", "--from", "nowhere", "--", "--input", "text.txt", "--output", "out"], ["--from nowhere"] },
        { ["run", "word-count", "--", "--input", "missing.txt", "--output", "out"], ["missing.txt"] },
        { ["run", "word-count", "--", "--input", "text.txt", "--output", "text.txt/out"], ["text.txt/out"] },
        { ["run", "word-count", "--", "--input", "text.txt", "--output", "/proc/weir"], ["/proc"] },
        { ["run", "word-count", "--", "--input", "text.txt"], ["--output"] },
        { ["run", "word-count", "--", "--output", "out"], ["--input"] },
        { ["run", "word-count", "--", "--input", "text.txt", "--output", "out", "--passes", "0"], ["--passes"] },
        { ["run", "word-count", "--", "--input", "text.txt", "--output", "out", "--speed", "11"], ["--speed"] },
        { ["demo", "--passes", "none"], ["none"] },
        { ["run", OwnAssembly], ["several jobs", nameof(Jobs.ThrowingJob), nameof(Jobs.RefusingJob)] },
        { ["run", OwnAssembly, "--class", "NoSuchJob"], ["NoSuchJob", nameof(Jobs.ThrowingJob)] },
        { ["run", OwnAssembly, "--class", nameof(Jobs.RefusingJob)], [Jobs.RefusingJob.Message] },
        { ["run", typeof(Weir.State.Utf8Text).Assembly.Location], ["Weir.State.dll", "no class that implements"] },
    };

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task Bad_input_gets_one_line_exit_code_2_and_leaves_nothing(string[] arguments, string[] expected)
    {
        using var folder = Folder();
        var before = folder.Entries();

        using var process = await WeirProcess.RunAsync(folder, arguments);

        process.ExitCode.ShouldBe(2, process.ToString());
        var said = arguments.Length == 0 ? process.Output : process.Error;
        foreach (var part in expected)
        {
            said.ShouldContain(part, Case.Sensitive, process.ToString());
        }

        if (arguments.Length > 0)
        {
            process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
            process.Error.ShouldStartWith("weir: ");
            process.Output.ShouldBeEmpty();
        }

        folder.Entries().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(folder.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_assembly_without_what_it_needs_is_refused()
    {
        using var folder = Folder();
        var lonely = Path.Combine(folder.Path, Path.GetFileName(OwnAssembly));
        File.Copy(OwnAssembly, lonely);

        using var process = await WeirProcess.RunAsync(folder, "run", lonely, "--class", nameof(Jobs.ThrowingJob));

        process.ExitCode.ShouldBe(2, process.ToString());
        process.Error.ShouldContain("needs an assembly that can't be loaded");
        process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
    }

    private static TestFolder Folder()
    {
        var folder = new TestFolder();
        folder.Write("text.txt", "some words\n");
        folder.Write("broken.conf", "weir.checkpointing {\n  interval = 1 s\n  mode = = exactly-once\n");
        folder.Write("misspelt.conf", "weir.checkpointing.intervall = 1 s\n");
        return folder;
    }
}
