using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Weir.Host.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static readonly Option<string[]> ConfigurationFiles = new("--config", "-c")
    {
        Description = "A HOCON file with settings; can be repeated, later ones go over earlier ones.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static readonly Option<string[]> Overrides = new("-D")
    {
        Description = "One setting, over those of the files; can be repeated. -D weir.checkpointing.interval=10s",
        HelpName = "key=value",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>A reader of whole numbers that says what it takes.</summary>
    public static Func<ArgumentResult, int?> Number(string option, int least, int most) => result =>
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{option} {text}: it must be a whole number, {least} to {most}");
        return null;
    };
}
