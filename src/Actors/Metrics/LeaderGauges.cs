namespace Weir.Actors.Metrics;

/// <summary>What a leader knows of its cluster.</summary>
/// <param name="Jobs">Jobs that are not over.</param>
/// <param name="TaskManagers">Registered task managers.</param>
/// <param name="Slots">Their slots.</param>
/// <param name="SlotsAvailable">Those of them that a job could have.</param>
internal sealed record LeaderGauges(int Jobs, int TaskManagers, int Slots, int SlotsAvailable);
