using System.Text.Json.Nodes;
using Akka.Event;
using Weir.Actors.Logging;
using Weir.Host.Logging;

namespace Weir.Unit.Host.Logging;

public sealed class JsonLineTests
{
    private static readonly DateTime At = new(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Fact]
    public void Has_all_that_is_known_in_one_line()
    {
        var line = new LogLine(At, LogLevel.WarningLevel, "first\nsecond → \"third\"")
        {
            Logger = "job-manager/1",
            Scope = new LogScope
            {
                JobId = "5acb", JobName = "word count", CheckpointId = 7, VertexUid = "count", VertexName = "count → sink", SubtaskIndex = 0, Attempt = 2, Failure = "X: y\n  at z",
            },
        };
        var text = JsonLine.Of(line, "host:4101");
        text.ShouldNotContain("\n");
        text.ShouldContain("→", Case.Sensitive, "it is read by people, too");
        JsonNode.Parse(text)!.AsObject().Select(property => (property.Key, property.Value!.ToString())).ShouldBe(
        [
            ("time", "2026-01-02T03:04:05.006Z"), ("level", "warning"), ("node", "host:4101"), ("logger", "job-manager/1"), ("message", line.Message),
            ("job", "5acb"), ("job-name", "word count"), ("checkpoint", "7"), ("vertex", "count"), ("vertex-name", "count → sink"), ("subtask", "0"),
            ("attempt", "2"), ("exception", "X: y\n  at z"),
        ]);
    }

    [Fact]
    public void Has_nothing_that_is_not_known()
    {
        var line = new LogLine(At, LogLevel.InfoLevel, "up");
        JsonLine.Of(line, "host:4101").ShouldBe("""{"time":"2026-01-02T03:04:05.006Z","level":"info","node":"host:4101","message":"up"}""");
        TextLine.Of(line).ShouldBe("2026-01-02 03:04:05.006Z info    up");
    }

    [Fact]
    public void An_exception_has_its_stack()
    {
        InvalidOperationException thrown;
        try
        {
            throw new InvalidOperationException("no");
        }
        catch (InvalidOperationException error)
        {
            thrown = error;
        }

        var line = new LogLine(At, LogLevel.ErrorLevel, "it failed") { Cause = thrown };
        JsonNode.Parse(JsonLine.Of(line, "host:4101"))!["exception"]!.GetValue<string>().ShouldContain(nameof(An_exception_has_its_stack));
        TextLine.Of(line).ShouldBe("2026-01-02 03:04:05.006Z error   it failed (InvalidOperationException: no)");
    }
}
