using System.Buffers;
using System.Globalization;
using System.Text;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;
using Weir.Samples.Arguments;

namespace Weir.Samples.OddEven;

/// <summary>
/// Running sums of odd and of even numbers: for each number a line <c>odd(TAB)sum</c> or <c>even(TAB)sum</c>. The numbers are 1, 2, 3, …, generated, or the
/// lines of a file. A line that is no number is set aside, numbered, as <c>bad line(TAB)number(TAB)line</c>.
/// </summary>
public sealed class OddEvenJob : IStreamJob
{
    private const long DefaultCount = 100;
    private static readonly JobOption Input = new("--input", "FILE|DIR");
    private static readonly JobOption Strict = new("--strict");
    private static readonly JobOption Count = new("--count", "N");
    private static readonly JobOption Rate = new("--rate", "RECORDS-PER-SECOND");
    private static readonly JobOption Output = new("--output", "DIR");

    /// <inheritdoc/>
    public void Define(StreamEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var arguments = new JobArguments(environment.Arguments, Input, Strict, Count, Rate, Output);
        var output = arguments.Text(Output.Name);
        var numbers = arguments.Text(Input.Name) is { } input
            ? Read(environment, input, arguments, output)
            : Generate(environment, arguments);

        // Sums of 64-bit numbers need more bits than that.
        var sums = numbers
            .KeyBy(static number => number % 2 == 0 ? Parity.Even : Parity.Odd)
            .Sum(static number => (Int128)number)
            .WithName("sums").WithUid("sums");
        Write(sums, static sum => Invariant($"{(sum.Key == Parity.Odd ? "odd" : "even")}\t{sum.Sum}"), output, "part");
    }

    private static DataStream<long> Generate(StreamEnvironment environment, JobArguments arguments)
    {
        if (arguments.Has(Strict.Name))
        {
            throw new JobArgumentException($"{Strict} is about lines of a file. Add {Input}, or leave it out.");
        }

        var count = arguments.Number(Count.Name, 0, long.MaxValue - 1) ?? DefaultCount;
        var rate = arguments.Number(Rate.Name, 0.001, 1e12);
        return environment.Generate(count, static index => index + 1, rate).WithName("numbers").WithUid("numbers");
    }

    private static DataStream<long> Read(StreamEnvironment environment, string input, JobArguments arguments, string? output)
    {
        foreach (var option in (JobOption[])[Count, Rate])
        {
            if (arguments.Has(option.Name))
            {
                throw new JobArgumentException($"{option} is about generated numbers, but {Input} reads them. Leave one of them out.");
            }
        }

        var isStrict = arguments.Has(Strict.Name);
        var numbers = environment.ReadText(input).WithName("lines").WithUid("lines")
            .Process(() => new NumberParser(isStrict)).WithName("numbers").WithUid("numbers");
        if (!isStrict)
        {
            var badLines = numbers.SideOutput(NumberParser.BadLines)
                .KeyBy(static _ => true)
                .Process(static () => new BadLineCounter()).WithName("bad lines").WithUid("bad-lines");
            Write(badLines, static line => Invariant($"bad line\t{line.Count}\t{line.Text}"), output, "bad-lines");
        }

        return numbers;
    }

    private static void Write<T>(DataStream<T> stream, Func<T, string> format, string? output, string filePrefix)
    {
        var sink = output is null
            ? stream.ToConsole(format)
            : stream.SinkTo(new FileSink<T>(
                output,
                (in T value, IBufferWriter<byte> target) =>
                {
                    Encoding.UTF8.GetBytes(format(value), target);
                    target.Write("\n"u8);
                },
                new FileSinkOptions { FilePrefix = filePrefix }));
        sink.WithName($"{filePrefix} output").WithUid($"{filePrefix}-output");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
