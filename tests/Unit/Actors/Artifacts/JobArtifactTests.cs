using System.Text;
using Weir.Actors.Artifacts;

namespace Weir.Unit.Actors.Artifacts;

public class JobArtifactTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void A_manifest_is_read_as_it_was_written()
    {
        var artifact = JobArtifact.Create("Job.dll", [File("sub dir/Täglich.dll", 7), File("Job.dll", 3)], ArtifactLimits.Default);

        var read = JobArtifact.Parse(artifact.Manifest.Span, ArtifactLimits.Default);

        read.Id.ShouldBe(artifact.Id);
        read.Assembly.ShouldBe("Job.dll");
        read.Files.ShouldBe([File("Job.dll", 3), File("sub dir/Täglich.dll", 7)]);
        read.TotalBytes.ShouldBe(10);
        JobArtifact.IsId(read.Id).ShouldBeTrue();
    }

    [Fact]
    public void The_id_depends_on_every_part()
    {
        JobArtifact[] artifacts =
        [
            JobArtifact.Create("a.dll", [File("a.dll", 1), File("b.dll", 1)], ArtifactLimits.Default),
            JobArtifact.Create("b.dll", [File("a.dll", 1), File("b.dll", 1)], ArtifactLimits.Default),
            JobArtifact.Create("a.dll", [File("a.dll", 1), File("b.dll", 2)], ArtifactLimits.Default),
            JobArtifact.Create("a.dll", [File("a.dll", 1), File("c.dll", 1)], ArtifactLimits.Default),
            JobArtifact.Create("a.dll", [File("a.dll", 1), File("b.dll", 1) with { Sha256 = new string('b', 64) }], ArtifactLimits.Default),
        ];
        artifacts.Select(artifact => artifact.Id).Distinct().Count().ShouldBe(artifacts.Length);
        JobArtifact.Create("a.dll", [File("b.dll", 1), File("a.dll", 1)], ArtifactLimits.Default).Id.ShouldBe(artifacts[0].Id);
    }

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("a/../../evil.dll")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/Windows/evil.dll")]
    [InlineData("a\\b.dll")]
    [InlineData("a//b.dll")]
    [InlineData("./a.dll")]
    [InlineData("a/.")]
    [InlineData("a./b.dll")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void Names_that_lead_out_of_the_folder_are_refused(string name)
    {
        var refusal = Should.Throw<JobCodeException>(() => JobArtifact.Create("Job.dll", [File("Job.dll", 1), File(name, 1)], ArtifactLimits.Default));
        refusal.Message.ShouldContain("is refused");
        Should.Throw<JobCodeException>(() => ArtifactPath.Below("/folder", name));
    }

    [Fact]
    public void What_breaks_a_limit_is_refused_with_the_key_to_raise()
    {
        Should.Throw<JobCodeException>(() => JobArtifact.Create("a.dll", [File("a.dll", 1_001)], new ArtifactLimits(1_000))).Message
            .ShouldContain("weir.artifacts.max-size");
        Should.Throw<JobCodeException>(() => JobArtifact.Create("a.dll", [File("a.dll", long.MaxValue), File("b.dll", long.MaxValue)], ArtifactLimits.Default));
        Should.Throw<JobCodeException>(() => JobArtifact.Create("0.dll", Enumerable.Range(0, ArtifactLimits.MaxFiles + 1).Select(file => File($"{file}.dll", 1)), ArtifactLimits.Default))
            .Message.ShouldContain("files");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n")]
    [InlineData("weir-artifact 2\nJob.dll\n")]
    [InlineData("weir-artifact 1\nJob.dll\n")]
    [InlineData("weir-artifact 1\nJob.dll\nxyz 3 Job.dll\n")]
    public void Something_else_is_no_manifest(string text) =>
        Should.Throw<JobCodeException>(() => JobArtifact.Parse(Encoding.UTF8.GetBytes(text), ArtifactLimits.Default));

    [Fact]
    public void A_negative_length_and_a_missing_end_are_no_manifest()
    {
        Should.Throw<JobCodeException>(() => JobArtifact.Parse(Encoding.UTF8.GetBytes($"weir-artifact 1\nJob.dll\n{Hash} -3 Job.dll\n"), ArtifactLimits.Default));
        Should.Throw<JobCodeException>(() => JobArtifact.Parse(Encoding.UTF8.GetBytes($"weir-artifact 1\nJob.dll\n{Hash} 3 Job.dll"), ArtifactLimits.Default));
        Should.Throw<JobCodeException>(() => JobArtifact.Parse(Encoding.UTF8.GetBytes($"weir-artifact 1\nJob.dll\n{Hash} 03 Job.dll\n"), ArtifactLimits.Default));
    }

    private static ArtifactFile File(string path, long length) => new(path, length, Hash);
}
