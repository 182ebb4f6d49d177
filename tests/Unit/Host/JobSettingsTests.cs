using Weir.Actors.Configuration;
using Weir.Host;
using Weir.Host.Settings;

namespace Weir.Unit.Host;

public sealed class JobSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Options_go_over_the_file_and_the_file_over_the_defaults()
    {
        var file = Write("weir.checkpointing { interval = 7 s, num-retained = 5 }");
        var read = CheckpointingConfigurationReader.Read(JobSettings.Load([file], ["weir.checkpointing.interval=9s"]).All);
        read.Interval.ShouldBe(TimeSpan.FromSeconds(9));
        read.Retained.ShouldBe(5);
        read.StorageDirectory.ShouldBe("./weir-data/checkpoints", "single-node.conf");
        read.Timeout.ShouldBe(TimeSpan.FromMinutes(1), "single-node.conf");
        read.TolerableFailures.ShouldBe(0, "reference.conf");
    }

    [Fact]
    public void A_later_option_goes_over_an_earlier_one() =>
        CheckpointingConfigurationReader.Read(JobSettings.Load([], ["weir.checkpointing.interval=9s", "weir.checkpointing.interval = 8s"]).All).Interval
            .ShouldBe(TimeSpan.FromSeconds(8));

    [Theory]
    [InlineData("/data/a b:c#d//e")]
    [InlineData("C:\\weir\\\"x\"")]
    [InlineData("${HOME}/x=y")]
    public void An_options_value_is_taken_as_it_stands(string directory) =>
        CheckpointingConfigurationReader.Read(JobSettings.Load([], ["weir.checkpointing.storage.dir=" + directory]).All).StorageDirectory.ShouldBe(directory);

    [Fact]
    public void A_malformed_file_is_refused_with_line_and_column()
    {
        var file = Write("weir {\n  checkpointing {\n    interval = = 3\n  }\n}");
        Should.Throw<BadUsageException>(() => JobSettings.Load([file], [])).Message.ShouldMatch(@"line 3\b.*column \d+|3:\d+|3, *\d+");
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "weir.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
