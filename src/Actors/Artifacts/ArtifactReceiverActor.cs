using Akka.Actor;
using Akka.Event;

namespace Weir.Actors.Artifacts;

/// <summary>
/// Takes uploads into the folder of artifacts. Each node has one; as what is there is in the shared folder, an upload that one node has
/// begun can go on at another. Uploads are rare: it does one step at a time.
/// </summary>
internal sealed class ArtifactReceiverActor : ReceiveActor
{
    /// <summary>Uploads that were broken off; each can be taken up at any time, so nothing is lost with them.</summary>
    private const int MaxRemembered = 64;

    private readonly ArtifactStore _store;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, ArtifactReception> _receptions = new(StringComparer.Ordinal);

    public ArtifactReceiverActor(ArtifactStore store, TimeProvider time)
    {
        _store = store;
        ReceiveAsync<BeginArtifact>(begin => AnswerAsync(begin.ArtifactId, async () =>
        {
            _store.RemoveAbandoned(time.GetUtcNow());
            _receptions.Remove(begin.ArtifactId);
            if (await ArtifactReception.OpenAsync(_store, begin.ArtifactId, begin.ManifestBytes, CancellationToken.None) is not { } reception)
            {
                return UploadPosition.End;
            }

            return Remember(begin.ArtifactId, reception, reception.Position);
        }));
        ReceiveAsync<ArtifactChunk>(chunk => AnswerAsync(chunk.ArtifactId, async () =>
        {
            if (!_receptions.TryGetValue(chunk.ArtifactId, out var reception))
            {
                throw new IOException("this node has not begun, or has forgotten, that upload");
            }

            var position = await reception.ReceiveAsync(new UploadPosition(chunk.File, chunk.OffsetBytes), chunk.Bytes, chunk.Checksum, CancellationToken.None);
            return Remember(chunk.ArtifactId, reception, position);
        }));
    }

    public static Props Props(ArtifactStore store, TimeProvider time) => Akka.Actor.Props.Create(() => new ArtifactReceiverActor(store, time));

    private UploadPosition Remember(string id, ArtifactReception reception, UploadPosition position)
    {
        if (position == UploadPosition.End)
        {
            _receptions.Remove(id);
            _log.Info("The artifact {0} is in {1}.", id, _store.Directory);
        }
        else
        {
            if (_receptions.Count >= MaxRemembered)
            {
                _receptions.Clear();
            }

            _receptions[id] = reception;
        }

        return position;
    }

    private async Task AnswerAsync(string id, Func<Task<UploadPosition>> step)
    {
        var sender = Sender;
        try
        {
            var position = await step();
            sender.Tell(new ArtifactPosition(id, position.File, position.OffsetBytes, position == UploadPosition.End));
        }
        catch (JobCodeException refused)
        {
            _receptions.Remove(id);
            sender.Tell(new ArtifactRefused(id, refused.Message));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another upload of the same may have published it in between; whoever begins again finds that.
            _receptions.Remove(id);
            _log.Warning("The artifact {0} could not be written to {1}: {2}", id, _store.Directory, error.Message);
            sender.Tell(new ArtifactUnavailable(id, error.Message));
        }
    }
}
