using System.Globalization;
using System.Runtime.CompilerServices;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Golden;

/// <summary>
/// Checkpoints as earlier versions wrote them, byte for byte. They restore for ever: a file here is never written anew. When the format
/// changes, its version goes up, and WEIR_UPDATE_GOLDEN=1 writes the files of the new one.
/// </summary>
public class GoldenSnapshotTests
{
    private const string UpdateVariable = "WEIR_UPDATE_GOLDEN";

    // So that some state is in the metadata, and some in files.
    private const int InlineThresholdBytes = 200;

    public static TheoryData<int, int> Versions
    {
        get
        {
            var versions = new TheoryData<int, int>();
            for (var version = 1; version <= CheckpointMetadata.CurrentFormatVersion; version++)
            {
                versions.Add(version, 1);
                versions.Add(version, 2);
                versions.Add(version, 3);
            }

            return versions;
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_snapshot_of_each_format_version_restores(int version, int parallelism)
    {
        var storage = new FileSystemCheckpointStorage(Folder(version), InlineThresholdBytes);
        if (version == CheckpointMetadata.CurrentFormatVersion && Environment.GetEnvironmentVariable(UpdateVariable) == "1" && !Directory.Exists(Folder(version)))
        {
            await GoldenJob.WriteAsync(storage);
        }

        var location = storage.LocationOf(GoldenJob.JobId, GoldenJob.CheckpointId);
        (await storage.VerifyAsync(location, CancellationToken.None)).ShouldBeNull();
        (await storage.ReadMetadataAsync(location, CancellationToken.None)).FormatVersion.ShouldBe(version);
        await GoldenJob.CheckAsync(storage, location, parallelism);
    }

    private static string Folder(int version, [CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, string.Create(CultureInfo.InvariantCulture, $"v{version}"));
}
