using System.Globalization;
using System.Numerics;

namespace Weir.Samples.Arguments;

/// <summary>The arguments of a job, held against the options that it knows.</summary>
internal sealed class JobArguments
{
    private readonly JobOption[] options;
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Takes the arguments apart: <c>--option value</c>, <c>--option=value</c> or <c>--flag</c>.</summary>
    /// <exception cref="JobArgumentException">An argument is none of these, or no option of the job, or stands twice.</exception>
    public JobArguments(IReadOnlyList<string> arguments, params JobOption[] options)
    {
        this.options = options;
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            var option = Array.Find(options, option => option.Name == name) ?? throw Unknown(arguments[i], name);
            if (option.Value is null && value is not null)
            {
                throw new JobArgumentException($"{name} takes no value, but was given '{value}'. Write {name} alone.");
            }

            if (option.Value is not null && value is null)
            {
                value = i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                    ? arguments[++i]
                    : throw new JobArgumentException($"{name} needs a value. Write {option}.");
            }

            if (!values.TryAdd(name, value ?? string.Empty))
            {
                throw new JobArgumentException($"{name} was given twice. Leave one of them out.");
            }
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>An option's value, or null when it was not given.</summary>
    public string? Text(string name)
    {
        if (!values.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.Length > 0 ? value : throw new JobArgumentException($"{name} was given an empty value. Write {Describe(name)}.");
    }

    public string RequiredText(string name) => Text(name)
        ?? throw new JobArgumentException($"{Describe(name)} is missing. The job's options: {AllOptions()}.");

    /// <summary>A whole number or one with a fraction, whichever type is asked for, or null when the option was not given.</summary>
    public TNumber? Number<TNumber>(string name, TNumber min, TNumber max)
        where TNumber : struct, INumber<TNumber>
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return TNumber.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : throw new JobArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{name} {text} is not possible. Give a number from {min} to {max}."));
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || !argument.StartsWith("--", StringComparison.Ordinal)
            ? (argument, null)
            : (argument[..equals], argument[(equals + 1)..]);
    }

    private JobArgumentException Unknown(string argument, string name) => new(
        name.StartsWith("--", StringComparison.Ordinal)
            ? $"The job has no option {name}. Its options: {AllOptions()}."
            : $"The job does not know what to do with '{argument}'. Its options: {AllOptions()}.");

    private string Describe(string name) => Array.Find(options, option => option.Name == name)?.ToString() ?? name;

    private string AllOptions() => string.Join(", ", options.AsEnumerable());
}
