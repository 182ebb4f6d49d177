using System.CommandLine;

namespace Weir.Host.Commands;

/// <summary><c>weir help [command]</c>.</summary>
internal static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var about = new Argument<string?>("command") { Description = "The command to explain.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("help", "Explains weir, or one of its commands: weir help run") { about };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(about);
            if (name is not null && !root.Subcommands.Any(candidate => candidate.Name == name))
            {
                throw new BadUsageException($"there is no command {name}; there are {string.Join(", ", root.Subcommands.Select(candidate => candidate.Name))}");
            }

            return root.Parse(name is null ? ["--help"] : [name, "--help"]).Invoke();
        });
        return command;
    }
}
