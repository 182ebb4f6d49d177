namespace Weir.Actors.Messages;

/// <summary>Client → job manager: these settings of a running job are others from now on. Answered by <see cref="ConfigureAnswer"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Settings">HOCON; only keys that may change on a running job.</param>
internal sealed record ConfigureJob(string JobId, string Settings) : IWireMessage;

/// <summary>What became of a <see cref="ConfigureJob"/>.</summary>
/// <param name="Problem">Why nothing has changed; null: it has.</param>
/// <param name="Settings">All settings that were changed since the job was submitted, KEY = VALUE in a line each, secrets hidden; empty with a problem.</param>
internal sealed record ConfigureAnswer(string? Problem, string Settings) : IWireMessage;
