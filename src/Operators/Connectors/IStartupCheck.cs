namespace Weir.Operators.Connectors;

/// <summary>
/// Implemented by a source or sink that can tell, before anything of the job is started, that the job could not run here:
/// its input is missing, its output cannot be written. Whoever submits a job asks all of them first.
/// </summary>
public interface IStartupCheck
{
    /// <summary>Returns when nothing speaks against a start. Leaves nothing behind.</summary>
    /// <exception cref="ConnectorException">The job must not be started; the message is for the user.</exception>
    void CheckStartup();
}
