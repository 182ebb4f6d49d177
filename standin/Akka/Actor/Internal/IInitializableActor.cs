namespace Akka.Actor.Internal;

public interface IInitializableActor
{
    /// <summary>Called once, after the constructor, before any message.</summary>
    void Init();
}
