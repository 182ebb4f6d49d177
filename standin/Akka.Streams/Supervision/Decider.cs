namespace Akka.Streams.Supervision;

/// <summary>What happens to a stage whose function threw.</summary>
public enum Directive
{
    /// <summary>The stream fails.</summary>
    Stop = 0,

    /// <summary>The element is dropped, the stage goes on.</summary>
    Resume = 1,

    /// <summary>The element is dropped, the stage goes on from its initial state.</summary>
    Restart = 2,
}

public delegate Directive Decider(Exception cause);

public static class Deciders
{
    public static readonly Decider StoppingDecider = _ => Directive.Stop;

    public static readonly Decider ResumingDecider = _ => Directive.Resume;

    public static readonly Decider RestartingDecider = _ => Directive.Restart;
}
