using Akka.Actor;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Nodes;

/// <summary>
/// Asks the leader on behalf of one client, and passes the answer on. Leaders may die with a question: what can be asked twice is asked
/// again and again; of what cannot, the client learns that the leader which was to answer is gone.
/// </summary>
internal sealed class LeaderRequestActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);

    private readonly IActorRef _jobManager;
    private readonly object _request;
    private readonly IActorRef _client;
    private long? _epoch;

    /// <param name="jobManager">The way to the leader, wherever it is.</param>
    /// <param name="request">One that this <see cref="Takes"/>.</param>
    /// <param name="client">Gets the answer.</param>
    public LeaderRequestActor(IActorRef jobManager, object request, IActorRef client)
    {
        _jobManager = jobManager;
        _request = request;
        _client = client;
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<Again>(_ => Ask());
        Receive<LeaderIs>(Heard);
        ReceiveAny(Answer);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Whether the message is one that the leader answers.</summary>
    public static bool Takes(object message) => 
        message is SubmitJob or ListJobs or ListTaskManagers or ListAlerts or DescribeJob or ConfigureJob or RescaleJob or QueryState or TriggerNow or InjectFailure;

    public static Props Props(IActorRef jobManager, object request, IActorRef client) =>
        Akka.Actor.Props.Create(() => new LeaderRequestActor(jobManager, request, client));

    protected override void PreStart()
    {
        Context.Watch(_client);
        Ask();
        Timers.StartPeriodicTimer(nameof(Again), Again.Instance, AskEvery);
    }

    /// <summary>Asked twice they would be done twice.</summary>
    private bool IsAskedOnce => _request is TriggerNow or TriggerSavepoint or DisposeSavepoint or InjectFailure;

    private void Ask() => _jobManager.Tell(IsAskedOnce ? WhoLeads.Instance : _request);

    private void Heard(LeaderIs leader)
    {
        if (_epoch is null)
        {
            _epoch = leader.Epoch;
            _jobManager.Tell(_request);
        }
        else if (_epoch != leader.Epoch)
        {
            string change = $"The leader has changed to {leader.Node} before the former one said what became of";
            Answer(_request switch
            {
                InjectFailure => new InjectionAnswer($"{change} the failure."),
                TriggerSavepoint => new SavepointAnswer(
                    CheckpointId: null, Location: null, CheckpointAnswer.Unknown, $"{change} the savepoint. Whether the job goes on shows weir info, and weir checkpoint list FOLDER what is there."),
                DisposeSavepoint dispose => new SavepointDisposed(dispose.Path, $"{change} the savepoint. Ask again: one that is gone is no savepoint any more."),
                _ => new CheckpointAnswer(CheckpointId: null, CheckpointAnswer.Unknown, $"{change} the checkpoint. Which one is the latest shows weir info."),
            });
        }
    }

    private void Answer(object answer)
    {
        _client.Tell(answer);
        Context.Stop(Self);
    }

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static readonly Again Instance = new();
    }
}
