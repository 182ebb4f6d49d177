using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that is malformed, or that lacks what is needed.</summary>
public class ConfigurationException : AkkaException
{
    /// <summary>Says what is wrong and where.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and where, and what led to it.</summary>
    public ConfigurationException(string message, Exception exception)
        : base(message, exception)
    {
    }

    /// <summary>The section that <typeparamref name="T"/> reads its settings from is missing or empty.</summary>
    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) =>
        new(path is null
            ? $"The configuration of {typeof(T).Name} is missing or empty."
            : $"The configuration of {typeof(T).Name} at '{path}' is missing or empty.");
}
