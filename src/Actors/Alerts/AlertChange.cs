using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>An alert fires, or is over.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsFiring">Whether it begins.</param>
/// <param name="Since">When it began to fire.</param>
/// <param name="Message">What was found, with the figures and the limit.</param>
internal sealed record AlertChange(AlertRule Rule, bool IsFiring, DateTimeOffset Since, string Message);
