namespace Weir.Host.Web;

/// <summary>What became of something that was asked for on the page.</summary>
/// <param name="IsDone">Whether it was done.</param>
/// <param name="Text">In words.</param>
public sealed record ActionOutcome(bool IsDone, string Text);
