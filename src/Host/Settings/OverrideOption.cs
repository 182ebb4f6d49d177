using System.Text;
using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Settings;

/// <summary>One <c>-D key=value</c>. The value is taken as it stands, so that paths and times need no quotes.</summary>
internal static class OverrideOption
{
    public static (string Key, string Value) Parse(string option)
    {
        var separator = option.IndexOf('=', StringComparison.Ordinal);
        if (separator <= 0)
        {
            throw new BadUsageException($"-D {option}: expected key=value, such as -D weir.checkpointing.interval=5s");
        }

        var key = option[..separator].Trim();
        foreach (var part in key.Split('.'))
        {
            if (part.Length == 0 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            {
                throw new BadUsageException($"-D {option}: '{key}' is not a key; a key is names of letters, digits, - and _ with dots between them");
            }
        }

        // Whoever leaves a part of the name away would never learn that nothing was set.
        foreach (var section in (string[])["weir.", "weir.checkpointing."])
        {
            if (!key.StartsWith("weir.", StringComparison.Ordinal) && ReferenceConfiguration.Config.HasPath(section + key))
            {
                throw new BadUsageException($"-D {option}: there is no setting {key}; it is {section}{key}");
            }
        }

        return (key, option[(separator + 1)..].Trim());
    }

    public static Config ToConfig(string key, string value) => ConfigurationFactory.ParseString(ToHocon(key, value));

    public static string ToHocon(string key, string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(letter),
            };
        }

        return $"{key} = {quoted.Append('"')}";
    }
}
