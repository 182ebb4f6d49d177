using Akka.Actor;
using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <summary>
/// Which submission became which job: a client that has had no answer repeats its submission, and must not start a second job with that.
/// Plain and single-threaded.
/// </summary>
internal sealed class Submissions
{
    private readonly Dictionary<string, List<Submitter>> _planned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);

    /// <summary>The job that the submission has become; null: none.</summary>
    public string? JobOf(string submissionId) => _jobs.GetValueOrDefault(submissionId);

    /// <summary>Somebody submits what is no job yet.</summary>
    /// <returns>Whether it is new: else it, or another one that it means, is being planned already, and who repeats it hears with the others what becomes of it.</returns>
    public bool Begin(SubmitJob submission, IActorRef client)
    {
        string planned = submission.SubmissionId;
        if (submission.FindsRunning && !_planned.ContainsKey(planned) && _names.TryGetValue(submission.JobName, out string? other))
        {
            planned = other;
        }

        bool isNew = !_planned.TryGetValue(planned, out List<Submitter>? submitters);
        if (submitters is null)
        {
            _planned.Add(planned, submitters = []);
            _names[submission.JobName] = planned;
        }

        var submitter = new Submitter(submission.SubmissionId, client, submission.Watcher);
        if (!submitters.Contains(submitter))
        {
            submitters.Add(submitter);
        }

        return isNew;
    }

    /// <summary>It is planned, or cannot be.</summary>
    /// <returns>Those who want to hear of it.</returns>
    public IReadOnlyList<Submitter> Conclude(string submissionId)
    {
        foreach ((string name, _) in _names.Where(each => each.Value == submissionId).ToList())
        {
            _names.Remove(name);
        }

        return _planned.Remove(submissionId, out List<Submitter>? submitters) ? submitters : [];
    }

    /// <summary>It has become a job, now or under an earlier leader.</summary>
    public void Remember(string submissionId, string jobId) => _jobs[submissionId] = jobId;

    /// <summary>Forgets those of jobs that are forgotten.</summary>
    public void ForgetUnless(Predicate<string> isKnownJob)
    {
        foreach ((string submissionId, _) in _jobs.Where(each => !isKnownJob(each.Value)).ToList())
        {
            _jobs.Remove(submissionId);
        }
    }
}

/// <summary>Who waits for an answer to a submission.</summary>
/// <param name="SubmissionId">Of its own submission.</param>
/// <param name="Client">Gets the answer.</param>
/// <param name="Watcher">Gets the job's news; null: nobody.</param>
internal sealed record Submitter(string SubmissionId, IActorRef Client, IActorRef? Watcher);
