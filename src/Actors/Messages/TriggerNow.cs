namespace Weir.Actors.Messages;

/// <summary>Client → job manager → job master: take a checkpoint now; answered by <see cref="Coordination.AnswerRequest"/>.</summary>
internal sealed record TriggerNow(string JobId);
