using Akka.Actor;
using Weir.Actors.JobMasters;

namespace Weir.Actors.JobManagers;

/// <summary>Run this job; the watcher hears its <see cref="Jobs.JobNews"/>, its status, and at last how it ended.</summary>
internal sealed record StartJob(JobSpecification Job, IActorRef Watcher);
