using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Connectors;
using Weir.Actors.Nodes;
using Weir.Hosting;
using Weir.Samples.Embedded;

// A shop that has an actor system of its own, and lets a job count the visits of its pages.
var builder = WebApplication.CreateBuilder(args);
string checkpoints = builder.Configuration["checkpoints"] ?? "visit-checkpoints";
builder.Services.AddSingleton(_ => ActorSystem.Create("shop", ConfigurationFactory.ParseString($$"""
    weir.checkpointing {
      interval = 200 ms
      storage.dir = "{{checkpoints.Replace('\\', '/')}}"
      retention = retain-on-cancellation
    }
    """)));
builder.Services.AddHostedService<ActorSystemLife>();
builder.Services.AddSingleton<ShopActors>();
builder.Services.AddWeir(weir => weir.RunJob<VisitCountJob>(new JobOptions { Name = "visit-count", Parallelism = 2 }));
var app = builder.Build();

var patience = TimeSpan.FromSeconds(10);
app.MapPost("/visits/{page}", async (string page, ShopActors actors) =>
    await actors.Door.Ask<object>(new Visit(page), patience) is InputRejected rejected
        ? Results.Problem(rejected.Reason, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Accepted());
app.MapGet("/counts", async (ShopActors actors) => (await actors.Board.Ask<Counts>(new ShowCounts(), patience)).OfPages);
app.MapGet("/jobs", async (WeirExtension weir, CancellationToken cancellationToken) =>
    (await weir.GetJobsAsync(cancellationToken)).Select(job => new { job.JobName, job.JobId, State = job.State.ToString(), job.CheckpointsCompleted }));

await app.RunAsync();
