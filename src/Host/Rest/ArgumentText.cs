using System.Text;

namespace Weir.Host.Rest;

/// <summary>Arguments in one text, as a command line has them.</summary>
internal static class ArgumentText
{
    /// <summary>Divides at blanks. What stands between quotes, single or double, is not divided; the quotes go.</summary>
    /// <exception cref="RestFailure">A quote is not closed.</exception>
    public static IReadOnlyList<string> Divide(string text)
    {
        var arguments = new List<string>();
        StringBuilder? argument = null;
        var quote = '\0';
        foreach (var letter in text)
        {
            if (quote != '\0')
            {
                if (letter == quote)
                {
                    quote = '\0';
                }
                else
                {
                    argument!.Append(letter);
                }
            }
            else if (letter is '"' or '\'')
            {
                quote = letter;
                argument ??= new StringBuilder();
            }
            else if (!char.IsWhiteSpace(letter))
            {
                (argument ??= new StringBuilder()).Append(letter);
            }
            else if (argument is not null)
            {
                arguments.Add(argument.ToString());
                argument = null;
            }
        }

        if (quote != '\0')
        {
            throw RestFailure.BadRequest($"The quote {quote} in programArgs is not closed; programArgsList takes arguments as they are.");
        }

        if (argument is not null)
        {
            arguments.Add(argument.ToString());
        }

        return arguments;
    }
}
