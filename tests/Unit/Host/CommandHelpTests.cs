using System.CommandLine;
using Weir.Host.Commands;

namespace Weir.Unit.Host;

public sealed class CommandHelpTests
{
    [Fact]
    public void Help_of_every_command_describes_each_option_and_has_an_example()
    {
        RootCommand root = WeirCommand.Create([]);
        string[][] commands = [.. Below(root, [])];
        commands.Length.ShouldBeGreaterThan(15);
        foreach (string[] path in commands)
        {
            using var output = new StringWriter();
            root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
            string help = output.ToString();
            help.ShouldContain($"weir {string.Join(' ', path)}", Case.Sensitive, $"the help of {string.Join(' ', path)} has no example:\n{help}");
            foreach (Symbol symbol in Symbols(root, path))
            {
                symbol.Description.ShouldNotBeNullOrWhiteSpace($"{string.Join(' ', path)} {symbol.Name}");
            }
        }
    }

    private static IEnumerable<string[]> Below(Command command, string[] path)
    {
        foreach (Command inner in command.Subcommands)
        {
            string[] its = [.. path, inner.Name];
            yield return its;
            foreach (string[] deeper in Below(inner, its))
            {
                yield return deeper;
            }
        }
    }

    private static IEnumerable<Symbol> Symbols(Command root, string[] path)
    {
        Command command = path.Aggregate(root, (above, name) => above.Subcommands.Single(inner => inner.Name == name));
        return [command, .. command.Arguments, .. command.Options];
    }
}
