namespace Akka.Configuration;

/// <summary>For configurations that may be null.</summary>
public static class ConfigExtensions
{
    /// <summary><paramref name="config"/> over <paramref name="fallback"/>; either may be null.</summary>
    public static Config SafeWithFallback(this Config config, Config fallback)
    {
        if (config is null)
        {
            return fallback;
        }

        return ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);
    }

    /// <summary>Whether there is nothing in it.</summary>
    public static bool IsNullOrEmpty(this Config config) => config is null || config.IsEmpty;
}
