using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Actors.Artifacts;

/// <summary>
/// The folder of a job's assembly, as a list of its files and their hashes: the manifest. The id is the hash of the manifest, so whoever
/// knows the id can tell whether everything is there and unchanged.
/// </summary>
internal sealed class JobArtifact
{
    private const string FirstLine = "weir-artifact 1";
    private const int HashDigits = 64;

    private JobArtifact(string assembly, IReadOnlyList<ArtifactFile> files, byte[] manifest)
    {
        Assembly = assembly;
        Files = files;
        Manifest = manifest;
        Id = Hash(manifest);
        TotalBytes = files.Sum(file => file.LengthBytes);
    }

    /// <summary>64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The path of the assembly with the job, inside the folder.</summary>
    public string Assembly { get; }

    /// <summary>In ordinal order of their paths.</summary>
    public IReadOnlyList<ArtifactFile> Files { get; }

    public long TotalBytes { get; }

    /// <summary>The manifest's text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Manifest { get; }

    public static bool IsId(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower);

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <exception cref="JobCodeException">A name or a size is refused, or the assembly is not among the files.</exception>
    public static JobArtifact Create(string assembly, IEnumerable<ArtifactFile> files, ArtifactLimits limits)
    {
        ArtifactFile[] sorted = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        Check(assembly, sorted, limits);
        var text = new StringBuilder().Append(FirstLine).Append('\n').Append(assembly).Append('\n');
        foreach (var file in sorted)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Sha256} {file.LengthBytes} {file.Path}\n");
        }

        return new JobArtifact(assembly, sorted, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <exception cref="JobCodeException">The bytes are not a manifest that this version reads, or it is refused.</exception>
    public static JobArtifact Parse(ReadOnlySpan<byte> manifest, ArtifactLimits limits)
    {
        var lines = Encoding.UTF8.GetString(manifest).Split('\n');
        if (lines.Length < 3 || lines[0] != FirstLine || lines[^1].Length != 0)
        {
            throw new JobCodeException("what was sent as the manifest of an artifact is none of this version");
        }

        var artifact = Create(lines[1], lines[2..^1].Select(ParseFile), limits);
        return artifact.Manifest.Span.SequenceEqual(manifest)
            ? artifact
            : throw new JobCodeException("the manifest of an artifact is not in the form in which it is hashed");
    }

    private static ArtifactFile ParseFile(string line)
    {
        var parts = line.Split(' ', 3);
        return parts.Length == 3 && IsId(parts[0]) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new ArtifactFile(parts[2], length, parts[0])
            : throw new JobCodeException($"the manifest of an artifact has a line that can't be read: '{line}'");
    }

    private static void Check(string assembly, ArtifactFile[] files, ArtifactLimits limits)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        foreach (var file in files)
        {
            if (ArtifactPath.Problem(file.Path) is { } problem)
            {
                throw new JobCodeException($"the artifact's file name '{file.Path}' is refused: it {problem}");
            }

            if (!names.Add(file.Path))
            {
                throw new JobCodeException($"the artifact has two files '{file.Path}', or names that differ in case only");
            }

            // Saturating: lengths come from elsewhere.
            total = total > long.MaxValue - file.LengthBytes ? long.MaxValue : total + file.LengthBytes;
        }

        if (limits.Problem(files.Length, total) is { } tooLarge)
        {
            throw new JobCodeException($"the artifact of {assembly} {tooLarge}");
        }

        if (!files.Any(file => file.Path == assembly))
        {
            throw new JobCodeException($"the artifact has no file '{assembly}', in which its job is said to be");
        }
    }
}
