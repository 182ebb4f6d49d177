using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;

namespace Weir.Actors.JobManagers;

/// <content>Settings that change while a job runs: recorded first, so that a later leader has them, too.</content>
internal sealed partial class JobManagerActor
{
    private void ReceiveConfiguration() => Command<ConfigureJob>(configure =>
    {
        if (_registry.Find(configure.JobId) is not { } registered)
        {
            Sender.Tell(Unknown(configure.JobId));
        }
        else if (!_jobs.TryGetValue(configure.JobId, out ManagedJob? job) || job.Job is null || registered.Outcome is not null)
        {
            Sender.Tell(new ConfigureAnswer(
                $"Job {configure.JobId} is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : " yet")}.", Settings: ""));
        }
        else
        {
            Configure(job, registered, configure);
        }
    });

    private void Configure(ManagedJob job, RegisteredJob registered, ConfigureJob configure)
    {
        IActorRef client = Sender;
        Config changes, settings;
        CheckpointingConfiguration checkpointing;
        try
        {
            changes = LiveSettings.Merge(configure.Settings, registered.Settings);
            settings = changes.WithFallback(job.Job!.Settings);
            checkpointing = CheckpointingConfigurationReader.Read(settings);
        }
        catch (InvalidConfigurationException refusal)
        {
            client.Tell(new ConfigureAnswer(refusal.Message, Settings: ""));
            return;
        }

        string text = changes.ToString(includeFallback: true);
        Record([new RegistryFact.JobReconfigured(job.JobId, text)], () =>
        {
            _log.OfJob(job.JobId, job.Status.JobName).Info("Job {0} ({1}): settings changed: {2}", job.JobId, job.Status.JobName, LiveSettings.Describe(changes).ReplaceLineEndings("; "));
            job.Job = job.Job! with { Settings = settings, Checkpointing = checkpointing };
            job.Master?.Tell(new JobReconfigured(checkpointing));
            client.Tell(new ConfigureAnswer(Problem: null, LiveSettings.Describe(changes)));
        });
    }
}
