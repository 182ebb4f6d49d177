using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Weir.Standin.Conformance.TestKit;

public sealed class OutputTests
{
    [Fact]
    public void The_log_goes_to_the_output_of_the_test()
    {
        var output = new Output();
        using var kit = new Akka.TestKit.Xunit2.TestKit(Akka.TestKit.Configs.TestConfigs.DefaultConfig, "named", output);
        kit.Sys.ActorOf(Props.Create<EchoActor>()).Tell(new LogThis(LogLevel.WarningLevel, "to the output"));
        kit.AwaitAssert(() => output.Lines.ShouldContain(line => line.Contains("to the output", StringComparison.Ordinal) && line.Contains("WARNING", StringComparison.Ordinal)));
        kit.Sys.Name.ShouldBe("named");
    }

    private sealed class Output : ITestOutputHelper
    {
        private readonly List<string> lines = [];

        internal string[] Lines
        {
            get
            {
                lock (lines)
                {
                    return [.. lines];
                }
            }
        }

        public void WriteLine(string message)
        {
            lock (lines)
            {
                lines.Add(message);
            }
        }

        public void WriteLine(string format, params object[] args) =>
            WriteLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));
    }
}
