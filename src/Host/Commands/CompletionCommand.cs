using System.CommandLine;

namespace Weir.Host.Commands;

/// <summary><c>weir completion SHELL</c>: prints what makes a shell complete the command line. Each asks <c>weir</c> itself what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # weir completion bash: eval "$(weir completion bash)", in ~/.bashrc for instance
        _weir_complete() {
          local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
          local IFS=$'\n'
          COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word") )
        }
        complete -o default -F _weir_complete weir
        """;

    private const string Zsh =
        """
        # weir completion zsh: eval "$(weir completion zsh)", in ~/.zshrc for instance
        _weir_complete() {
          local line=${BUFFER[1,CURSOR]}
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
          if [[ -n "$found" ]]; then compadd -a found; else _files; fi
        }
        compdef _weir_complete weir
        """;

    private const string Fish =
        """
        # weir completion fish: weir completion fish | source, in ~/.config/fish/config.fish for instance
        function __weir_complete
            set -l line (commandline -cp)
            weir "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c weir -a '(__weir_complete)'
        """;

    private const string PowerShell =
        """
        # weir completion powershell: weir completion powershell | Out-String | Invoke-Expression, in $PROFILE for instance
        Register-ArgumentCompleter -Native -CommandName weir -ScriptBlock {
            param($word, $line, $position)
            weir "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        var command = new Command("completion", "Prints a script that lets a shell complete weir's command line.") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => PowerShell,
            });
            return ExitCode.Finished;
        });
        return command;
    }

    /// <summary>What <c>weir help completion</c> says beyond the list of options.</summary>
    public static string Details =>
        """
        Example:
          eval "$(weir completion bash)"
        """;
}
