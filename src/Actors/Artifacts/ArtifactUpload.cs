namespace Weir.Actors.Artifacts;

/// <summary>
/// The receiving side of an upload: which chunk is taken, and when a file, and at last the whole artifact, is right. The sender asks where
/// it stands and sends the chunk from there; whatever else comes (twice, late, from a second sender of the same artifact) is answered with
/// the position and changes nothing. So an upload can be broken off and taken up at any point, at any node that sees the same folder.
/// </summary>
/// <remarks>
/// States: receiving the manifest → receiving file 0, 1, … → publishing → done; or refused, from any of them.
/// While one effect that is answered (write, read, verify, publish) is under way, no chunk may be handed in.
/// Invariant: all files before the position have the manifest's length and hash.
/// </remarks>
internal sealed class ArtifactUpload
{
    /// <summary>A file that arrives wrong this often is not what its sender has hashed: it changes while it is sent.</summary>
    private const int MaxRejections = 3;

    private readonly long _manifestBytes;
    private IReadOnlyList<ArtifactFile>? _files;
    private int _file = UploadPosition.Manifest;
    private long _offsetBytes;
    private int _rejections;
    private bool _isDone;

    /// <param name="manifestBytes">The length of the manifest, as the sender says.</param>
    public ArtifactUpload(long manifestBytes) => _manifestBytes = manifestBytes;

    public UploadPosition Position => _isDone ? UploadPosition.End : new(_file, _offsetBytes);

    /// <summary>So much of the file that is to come next is there already; 0 if nothing is.</summary>
    public UploadEffect FoundStaged(long lengthBytes)
    {
        if (lengthBytes > Expected)
        {
            _offsetBytes = 0;
            return new UploadEffect.Discard(_file);
        }

        _offsetBytes = lengthBytes;
        return Next();
    }

    /// <summary>A chunk has come, its checksum right.</summary>
    public UploadEffect ChunkReceived(UploadPosition position, int lengthBytes)
    {
        if (_isDone || position != Position)
        {
            return new UploadEffect.Answer(Position);
        }

        if (lengthBytes == 0)
        {
            // All that there is to say of an empty file.
            return Next();
        }

        return lengthBytes > Expected - _offsetBytes
            ? new UploadEffect.Refuse($"{Name} was sent longer than the {Expected} bytes that it has by the manifest; it has changed since, or this is another file")
            : new UploadEffect.Write(position);
    }

    public UploadEffect ChunkWritten(int lengthBytes)
    {
        _offsetBytes += lengthBytes;
        return Next();
    }

    public UploadEffect ManifestRead(IReadOnlyList<ArtifactFile> files)
    {
        _files = files;
        return Advance(0);
    }

    public UploadEffect FileVerified() => Advance(_file + 1);

    public UploadEffect FileRejected()
    {
        _offsetBytes = 0;
        return ++_rejections >= MaxRejections
            ? new UploadEffect.Refuse($"{Name} did not arrive as its hash says, {_rejections} times; does it change while it is uploaded?")
            : new UploadEffect.Discard(_file);
    }

    public UploadEffect Published()
    {
        _isDone = true;
        return new UploadEffect.Answer(Position);
    }

    private long Expected => _file == UploadPosition.Manifest ? _manifestBytes : _files![_file].LengthBytes;

    private string Name => _file == UploadPosition.Manifest ? "the manifest" : _files![_file].Path;

    private UploadEffect Next()
    {
        if (_offsetBytes < Expected)
        {
            return new UploadEffect.Answer(Position);
        }

        return _file == UploadPosition.Manifest ? new UploadEffect.ReadManifest() : new UploadEffect.Verify(_file);
    }

    private UploadEffect Advance(int file)
    {
        _file = file;
        _offsetBytes = 0;
        return file < _files!.Count ? new UploadEffect.LookUp(file) : new UploadEffect.Publish();
    }
}
