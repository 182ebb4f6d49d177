using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Weir.Host.Commands;

/// <summary>The library's help, and below it what there is to say about a command beyond its options.</summary>
internal sealed class DetailedHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var details = parseResult.CommandResult.Command.Name switch
        {
            "run" => RunCommand.Details,
            "demo" => DemoCommand.Details,
            "node" => NodeCommand.Details,
            "completion" => CompletionCommand.Details,
            "state" => StateCommand.Details,
            var name when parseResult.CommandResult.Parent is CommandResult { Command: RootCommand } => JobCommand.Details(name),
            _ => null,
        };
        if (details is not null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(details);
        }

        return code;
    }
}
