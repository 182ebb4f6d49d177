using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host;
using Weir.Host.Clusters;

namespace Weir.Unit.Host;

public class JobReferenceTests
{
    private static readonly JobStatus[] Jobs =
    [
        Job("aa11", "counts", JobState.Finished),
        Job("aa22", "counts", JobState.Running),
        Job("bb33", "sums", JobState.Failed),
        Job("bb44", "sums", JobState.Finished),
    ];

    [Theory]
    [InlineData("aa11", "aa11")]
    [InlineData("AA2", "aa22")]
    [InlineData("counts", "aa22")]
    [InlineData("aa", "aa22")]
    public void An_id_its_beginning_or_a_name_find_a_job(string text, string expected) => JobReference.Find(Jobs, text).JobId.ShouldBe(expected);

    [Fact]
    public void None_and_several_are_refused()
    {
        Should.Throw<ClusterConnectionException>(() => JobReference.Find(Jobs, "cc")).Message.ShouldContain("there is no job cc");
        Should.Throw<ClusterConnectionException>(() => JobReference.Find(Jobs, "sums")).Message.ShouldBe(
            "sums stands for several jobs: bb33 (failed), bb44 (finished); give the id of one of them, or enough of its beginning");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Nothing_means_no_job_even_if_there_is_only_one(string text) =>
        Should.Throw<BadUsageException>(() => JobReference.Find(Jobs[..1], text)).Message.ShouldStartWith("which job?");

    [Fact]
    public void Jobs_are_listed_in_columns()
    {
        var lines = JobTable.Of(Jobs).TrimEnd().Split(Environment.NewLine);
        lines.Length.ShouldBe(Jobs.Length + 1);
        lines[0].ShouldStartWith("ID    NAME    STATE     SUBTASKS");
        lines[2].ShouldStartWith("aa22  counts  running   2/4");
        JobTable.Of([]).ShouldBe("There are no jobs." + Environment.NewLine);
    }

    [Fact]
    public void Json_has_Flinks_names()
    {
        using var json = System.Text.Json.JsonDocument.Parse(JobJson.List(Jobs));
        var job = json.RootElement.GetProperty("jobs")[1];
        job.GetProperty("jid").GetString().ShouldBe("aa22");
        job.GetProperty("state").GetString().ShouldBe("RUNNING");
        job.GetProperty("tasks").GetProperty("running").GetInt32().ShouldBe(2);
    }

    private static JobStatus Job(string id, string name, JobState state) => new() { JobId = id, JobName = name, State = state, Subtasks = 4, SubtasksRunning = 2 };
}
