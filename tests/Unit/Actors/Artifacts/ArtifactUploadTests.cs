using Weir.Actors.Artifacts;

namespace Weir.Unit.Actors.Artifacts;

/// <summary>The receiving machine against a sender that loses, repeats and reorders chunks.</summary>
public class ArtifactUploadTests
{
    private const int ManifestBytes = 90;
    private const int ChunkBytes = 40;

    [Fact]
    public void Any_loss_repetition_and_reordering_ends_with_everything_there()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            ArtifactFile[] files = [.. Enumerable.Range(0, random.Next(1, 5)).Select(file => new ArtifactFile($"{file}.dll", random.Next(0, 200), ""))];
            var world = new World(files, random);

            for (var step = 0; step < 10_000 && !world.IsPublished; step++)
            {
                world.Step();
            }

            world.IsPublished.ShouldBeTrue($"seed {seed}");
            world.Lengths.ShouldBe([ManifestBytes, .. files.Select(file => (int)file.LengthBytes)], $"seed {seed}");
        }
    }

    [Fact]
    public void A_file_that_never_fits_its_hash_is_given_up()
    {
        var upload = new ArtifactUpload(10);
        upload.FoundStaged(10).ShouldBeOfType<UploadEffect.ReadManifest>();
        upload.FileRejected().ShouldBe(new UploadEffect.Discard(UploadPosition.Manifest));
        upload.FileRejected().ShouldBe(new UploadEffect.Discard(UploadPosition.Manifest));
        upload.FileRejected().ShouldBeOfType<UploadEffect.Refuse>().Reason.ShouldContain("the manifest");
    }

    [Fact]
    public void More_than_the_manifest_says_is_refused()
    {
        var upload = new ArtifactUpload(10);
        upload.FoundStaged(0);
        upload.ChunkReceived(UploadPosition.Start, 11).ShouldBeOfType<UploadEffect.Refuse>();
    }

    [Fact]
    public void A_staged_file_that_is_too_long_begins_anew()
    {
        var upload = new ArtifactUpload(10);
        upload.FoundStaged(11).ShouldBe(new UploadEffect.Discard(UploadPosition.Manifest));
        upload.Position.ShouldBe(UploadPosition.Start);
    }

    private sealed class World(ArtifactFile[] files, Random random)
    {
        private readonly List<(UploadPosition Position, int Length)> _chunks = [];
        private ArtifactUpload _upload = new(ManifestBytes);
        private bool _started;

        public int[] Lengths { get; } = new int[files.Length + 1];

        public bool IsPublished { get; private set; }

        public void Step()
        {
            if (!_started || random.Next(50) == 0)
            {
                // Another node takes it up: it knows only what is staged.
                _upload = new ArtifactUpload(ManifestBytes);
                _started = true;
                CarryOut(new UploadEffect.LookUp(UploadPosition.Manifest), 0);
                return;
            }

            var position = _upload.Position;
            var left = (position.File == UploadPosition.Manifest ? ManifestBytes : (int)files[position.File].LengthBytes) - (int)position.OffsetBytes;
            _chunks.Add((position, Math.Min(left, random.Next(1, ChunkBytes))));
            var chosen = random.Next(2) == 0 ? _chunks[^1] : _chunks[random.Next(_chunks.Count)];
            if (random.Next(4) != 0)
            {
                CarryOut(_upload.ChunkReceived(chosen.Position, chosen.Length), chosen.Length);
            }
        }

        private void CarryOut(UploadEffect? effect, int length)
        {
            while (effect is not null)
            {
                effect = effect switch
                {
                    UploadEffect.LookUp look => _upload.FoundStaged(Lengths[look.File + 1]),
                    UploadEffect.Write write => Write(write.Position, length),
                    UploadEffect.ReadManifest => random.Next(10) == 0 ? _upload.FileRejected() : _upload.ManifestRead(files),
                    UploadEffect.Verify => random.Next(20) == 0 ? _upload.FileRejected() : _upload.FileVerified(),
                    UploadEffect.Discard discard => Discard(discard.File),
                    UploadEffect.Publish => Publish(),
                    UploadEffect.Refuse => Forget(),
                    _ => null,
                };
            }
        }

        private UploadEffect Write(UploadPosition position, int length)
        {
            Lengths[position.File + 1].ShouldBe((int)position.OffsetBytes);
            Lengths[position.File + 1] += length;
            return _upload.ChunkWritten(length);
        }

        private UploadEffect? Discard(int file)
        {
            Lengths[file + 1] = 0;
            return null;
        }

        private UploadEffect? Forget()
        {
            _started = false;
            Lengths[_upload.Position.File + 1] = 0;
            return null;
        }

        private UploadEffect Publish()
        {
            IsPublished = true;
            return _upload.Published();
        }
    }
}
