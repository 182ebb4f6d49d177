using System.Runtime.Loader;
using Weir.Actors.Artifacts;
using Weir.Operators.Streams;
using Weir.Samples.WordCount;

namespace Weir.Unit.Actors.Artifacts;

public sealed class JobCodeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weir-job-code-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Registered_jobs_are_found_by_name()
    {
        var code = new JobCode(new RegisteredJobs().Add("twice", () => new TwiceJob()), cache: null);

        var job = await code.LoadAsync(new JobSource.Registered("twice"), CancellationToken.None);

        job.Create().ShouldBeOfType<TwiceJob>();
        (await Should.ThrowAsync<JobCodeException>(() => code.LoadAsync(new JobSource.Registered("thrice"), CancellationToken.None))).Message
            .ShouldBe("no job is registered as 'thrice' on this node; there are twice");
        Should.Throw<InvalidOperationException>(() => new RegisteredJobs().Add("a", () => new TwiceJob()).Add("a", () => new TwiceJob()));
    }

    [Fact]
    public async Task Without_a_folder_of_artifacts_uploads_are_refused() =>
        (await Should.ThrowAsync<JobCodeException>(() => new JobCode(new RegisteredJobs(), cache: null).LoadAsync(new JobSource.Uploaded(new string('a', 64), null), CancellationToken.None)))
        .Message.ShouldContain("weir.artifacts.dir");

    [Fact]
    public async Task An_uploaded_job_is_loaded_apart_and_once()
    {
        var (code, id) = await UploadOwnAssemblyAsync();

        var first = await code.LoadAsync(new JobSource.Uploaded(id, nameof(TwiceJob)), CancellationToken.None);
        var second = await code.LoadAsync(new JobSource.Uploaded(id, typeof(TwiceJob).FullName), CancellationToken.None);

        var type = first.Create().GetType();
        type.ShouldNotBe(typeof(TwiceJob), "it is another load of the same assembly");
        type.FullName.ShouldBe(typeof(TwiceJob).FullName);
        second.Create().GetType().ShouldBe(type);
        AssemblyLoadContext.GetLoadContext(type.Assembly).ShouldBeOfType<JobLoadContext>();
        AssemblyLoadContext.GetLoadContext(first.Create().GetType().GetInterfaces().Single().Assembly).ShouldBe(AssemblyLoadContext.Default, "Weir is shared");
    }

    [Theory]
    [InlineData(null, "several jobs")]
    [InlineData("NoSuchJob", "no such job")]
    [InlineData(nameof(NeedsArguments), "public constructor without parameters")]
    public async Task What_is_wrong_with_the_choice_is_said(string? className, string expected)
    {
        var (code, id) = await UploadOwnAssemblyAsync();
        (await Should.ThrowAsync<JobCodeException>(() => code.LoadAsync(new JobSource.Uploaded(id, className), CancellationToken.None))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_constructor_that_throws_is_said_with_its_message()
    {
        var (code, id) = await UploadOwnAssemblyAsync();
        var job = await code.LoadAsync(new JobSource.Uploaded(id, nameof(ThrowingConstructor)), CancellationToken.None);
        Should.Throw<JobCodeException>(() => job.Create()).Message.ShouldContain("no luck today");
    }

    [Fact]
    public void An_assembly_without_a_job_says_so() =>
        Should.Throw<JobCodeException>(() => JobAssembly.Find(typeof(Weir.State.Utf8Text).Assembly, null, "Weir.State.dll")).Message.ShouldContain("no class that implements");

    [Fact]
    public void The_sample_assembly_has_its_jobs() =>
        JobAssembly.Find(typeof(WordCountJob).Assembly, nameof(WordCountJob), "samples").Create().ShouldBeOfType<WordCountJob>();

    [Fact]
    public void A_text_file_is_no_assembly()
    {
        var path = Path.Combine(_root.FullName, "text.dll");
        File.WriteAllText(path, "hello");
        Should.Throw<JobCodeException>(() => JobAssembly.Load(path, path)).Message.ShouldEndWith("is not a .NET assembly");
    }

    public sealed class TwiceJob : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment.FromCollection([1]);
    }

    public sealed class ThrowingConstructor : IStreamJob
    {
        public ThrowingConstructor() => throw new InvalidOperationException("no luck today");

        public void Define(StreamEnvironment environment) => environment.FromCollection([1]);
    }

    public sealed class NeedsArguments(int number) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment.FromCollection([number]);
    }

    private async Task<(JobCode Code, string Id)> UploadOwnAssemblyAsync()
    {
        var store = new ArtifactStore(Path.Combine(_root.FullName, "store"), ArtifactLimits.Default);
        var assembly = typeof(JobCodeTests).Assembly.Location;
        var artifact = await ArtifactFolder.ReadAsync(assembly, ArtifactLimits.Default, CancellationToken.None);
        var reception = await ArtifactReception.OpenAsync(store, artifact.Id, artifact.Manifest.Length, CancellationToken.None);
        var position = reception!.Position;
        while (position != UploadPosition.End)
        {
            var content = position.File == UploadPosition.Manifest
                ? artifact.Manifest
                : await File.ReadAllBytesAsync(Path.Combine(Path.GetDirectoryName(assembly)!, artifact.Files[position.File].Path));
            var bytes = content[(int)position.OffsetBytes..Math.Min(content.Length, (int)position.OffsetBytes + (1 << 20))];
            position = await reception.ReceiveAsync(position, bytes, Weir.State.Storage.Crc32C.Of(bytes.Span), CancellationToken.None);
        }

        return (new JobCode(new RegisteredJobs(), new ArtifactCache(store, Path.Combine(_root.FullName, "cache"))), artifact.Id);
    }
}
