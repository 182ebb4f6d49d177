using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Makes a failure detector of the type that a configuration names; it has a constructor of (Config, EventStream).</summary>
public static class FailureDetectorLoader
{
    public static FailureDetector Load(string fqcn, Config config, ActorSystem system)
    {
        var type = Type.GetType(fqcn)
            ?? throw new ConfigurationException($"implementation-class of a failure detector names '{fqcn}': there is no such type.");
        try
        {
            return (FailureDetector)Activator.CreateInstance(type, config, system.EventStream);
        }
        catch (System.Reflection.TargetInvocationException exception)
        {
            throw new ConfigurationException($"The failure detector '{fqcn}' could not be created: {exception.InnerException?.Message}", exception.InnerException);
        }
        catch (MissingMethodException exception)
        {
            throw new ConfigurationException($"The failure detector '{fqcn}' has no constructor of (Config, EventStream).", exception);
        }
    }

    public static FailureDetector LoadFailureDetector(this IActorContext context, string fqcn, Config config) => Load(fqcn, config, context.System);
}
