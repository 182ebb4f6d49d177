namespace Weir.Actors.Restarts;

internal sealed class NoRestartStrategy : RestartStrategy
{
    public override RestartDecision OnFailure(DateTimeOffset now, double random) =>
        RestartDecision.GiveUp("the restart strategy is none");
}
