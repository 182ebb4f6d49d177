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
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);

    /// <summary>The job that the submission has become; null: none.</summary>
    public string? JobOf(string submissionId) => _jobs.GetValueOrDefault(submissionId);

    /// <summary>Somebody submits what is no job yet.</summary>
    /// <returns>Whether it is new: else it is being planned already, and who repeats it hears with the others what becomes of it.</returns>
    public bool Begin(SubmitJob submission, IActorRef client)
    {
        bool isNew = !_planned.TryGetValue(submission.SubmissionId, out List<Submitter>? submitters);
        if (submitters is null)
        {
            _planned.Add(submission.SubmissionId, submitters = []);
        }

        var submitter = new Submitter(client, submission.Watcher);
        if (!submitters.Contains(submitter))
        {
            submitters.Add(submitter);
        }

        return isNew;
    }

    /// <summary>It is planned, or cannot be.</summary>
    /// <returns>Those who want to hear of it.</returns>
    public IReadOnlyList<Submitter> Conclude(string submissionId) => _planned.Remove(submissionId, out List<Submitter>? submitters) ? submitters : [];

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
/// <param name="Client">Gets the answer.</param>
/// <param name="Watcher">Gets the job's news; null: nobody.</param>
internal sealed record Submitter(IActorRef Client, IActorRef? Watcher);
