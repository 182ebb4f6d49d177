namespace Weir.Actors.Subtasks;

/// <summary>What a subtask has said about the latest checkpoints, for as long as it may have to say it again; and which it was triggered for.</summary>
internal sealed class SnapshotAnswers
{
    /// <summary>More than are under way at a time.</summary>
    private const int Remembered = 8;

    private readonly SortedDictionary<long, object> _answers = [];
    private long _latestTrigger;

    /// <summary>Whether a trigger has not been heard before. They come in the order of their ids, but for those that come again.</summary>
    public bool IsNew(long checkpointId)
    {
        if (checkpointId <= _latestTrigger)
        {
            return false;
        }

        _latestTrigger = checkpointId;
        return true;
    }

    public void Remember(long checkpointId, object answer)
    {
        _answers[checkpointId] = answer;
        if (_answers.Count > Remembered)
        {
            _answers.Remove(_answers.Keys.First());
        }
    }

    public object? Find(long checkpointId) => _answers.GetValueOrDefault(checkpointId);

    /// <summary>Nobody waits for it any more.</summary>
    public void Forget(long checkpointId) => _answers.Remove(checkpointId);
}
