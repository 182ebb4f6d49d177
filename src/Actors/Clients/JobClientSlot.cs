namespace Weir.Actors.Clients;

/// <summary>Where the client goes once its actor exists; set before the job is started.</summary>
internal sealed class JobClientSlot
{
    public JobClient? Client { get; set; }
}
