using Weir.Actors.Clients;
using Weir.Actors.Jobs;

namespace Weir.Spec.Connectors;

internal static class JobAssertions
{
    public static async Task<JobResult> ShouldFinishAsync(this JobClient client)
    {
        JobResult result = await client.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        return result;
    }
}
