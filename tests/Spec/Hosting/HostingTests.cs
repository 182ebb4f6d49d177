using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Weir.Actors.Clients;
using Weir.Actors.Nodes;
using Weir.Hosting;
using Weir.Operators.Streams;
using Weir.Testing.Connectors;

namespace Weir.Spec.Hosting;

public sealed class HostingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_host_runs_its_jobs_with_services_and_stops_them_with_itself()
    {
        var source = new ScriptedSource<string>();
        var sink = new TestSink<string>();
        ActorSystem system;
        using (IHost host = Build(weir => weir.RunJob<Shout>(), source, sink))
        {
            await host.StartAsync();
            system = host.Services.GetRequiredService<ActorSystem>();
            source.Add("a", "b");
            await sink.WhenCommittedAsync(2).WaitAsync(Patience);
            sink.Committed.ShouldBe(["A", "B"]);
            (await host.Services.GetRequiredService<WeirExtension>().GetJobsAsync()).ShouldHaveSingleItem().JobName.ShouldBe(nameof(Shout));
            await host.StopAsync().WaitAsync(Patience);
        }

        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_job_that_is_only_known_is_submitted_when_the_application_wants_it()
    {
        var source = new ScriptedSource<string>();
        var sink = new TestSink<string>();
        using IHost host = Build(weir => weir.AddJob<Shout>("shout"), source, sink);
        await host.StartAsync();
        JobHandle job = await host.Services.GetRequiredService<WeirExtension>().SubmitAsync("shout");
        source.Add("a");
        source.Complete();
        await job.Completion.WaitAsync(Patience);
        sink.Committed.ShouldBe(["A"]);
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Its_jobs_are_known_before_it_starts()
    {
        using IHost host = Build(weir => weir.AddJob<Shout>("shout"), new ScriptedSource<string>(), new TestSink<string>());
        host.Services.GetRequiredService<WeirExtension>().Services.Registered.Names.ShouldBe(["shout"]);
        await host.Services.GetRequiredService<ActorSystem>().Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Its_jobs_come_to_those_of_an_application_that_has_started_Weir_itself()
    {
        ActorSystem mine = ActorSystem.Create("mine", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        WeirExtension weir = WeirExtension.For(mine);
        weir.RegisterJob("mine", () => new Shout(new ScriptedSource<string>(), new TestSink<string>()));
        using IHost host = Build(options => options.AddJob<Shout>("shout"), new ScriptedSource<string>(), new TestSink<string>(), mine);
        await host.StartAsync();
        host.Services.GetRequiredService<WeirExtension>().ShouldBeSameAs(weir);
        weir.Services.Registered.Names.ShouldBe(["mine", "shout"]);
        await host.StopAsync().WaitAsync(Patience);
        await mine.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_job_that_nobody_has_registered_is_refused_at_once()
    {
        using IHost host = Build(weir => weir.AddJob<Shout>("shout"), new ScriptedSource<string>(), new TestSink<string>());
        await host.StartAsync();
        (await Should.ThrowAsync<Exception>(() => host.Services.GetRequiredService<WeirExtension>().SubmitAsync("whisper").WaitAsync(Patience)))
            .Message.ShouldContain("'whisper'");
        await host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task An_actor_system_of_the_application_is_used_and_left_to_it()
    {
        ActorSystem mine = ActorSystem.Create("mine", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        using IHost host = Build(weir => weir.AddJob<Shout>(), new ScriptedSource<string>(), new TestSink<string>(), mine);
        await host.StartAsync();
        host.Services.GetRequiredService<WeirExtension>().ShouldBeSameAs(WeirExtension.For(mine));
        await host.StopAsync().WaitAsync(Patience);
        mine.WhenTerminated.IsCompleted.ShouldBeFalse();
        await mine.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_host_whose_actor_system_ends_by_itself_stops()
    {
        using IHost host = Build(weir => weir.AddJob<Shout>(), new ScriptedSource<string>(), new TestSink<string>());
        await host.StartAsync();
        await host.Services.GetRequiredService<ActorSystem>().Terminate();
        await host.WaitForShutdownAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_host_starts_when_its_job_has_finished_in_an_earlier_life()
    {
        string folder = Directory.CreateTempSubdirectory("weir-hosting-").FullName;
        try
        {
            var source = new ScriptedSource<string>();
            var sink = new TestSink<string>();
            for (int life = 1; life <= 2; life++)
            {
                using IHost host = Build(weir => weir.RunJob<Shout>(), source, sink, storage: folder);
                await host.StartAsync().WaitAsync(Patience);
                if (life == 1)
                {
                    var jobs = await host.Services.GetRequiredService<WeirExtension>().GetJobsAsync();
                    JobHandle? job = await host.Services.GetRequiredService<WeirExtension>().FindJobAsync(jobs.ShouldHaveSingleItem().JobId);
                    source.Add("a");
                    source.Complete();
                    await job!.Completion.WaitAsync(Patience);
                }

                await host.StopAsync().WaitAsync(Patience);
            }

            sink.Committed.ShouldBe(["A"]);
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    [Fact]
    public void Weir_is_added_once() => Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddWeir().AddWeir());

    private static IHost Build(Action<WeirHostOptions> configure, ScriptedSource<string> source, TestSink<string> sink, ActorSystem? own = null, string? storage = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(source).AddSingleton(sink);
        if (own is not null)
        {
            builder.Services.AddSingleton(own);
        }

        builder.Services.AddWeir(weir =>
        {
            weir.Configuration = "akka.loglevel = WARNING, weir.checkpointing.interval = 20 ms"
                + (storage is null ? "" : $", weir.checkpointing.storage.dir = \"{storage.Replace('\\', '/')}\"");
            configure(weir);
        });
        return builder.Build();
    }

    internal sealed class Shout(ScriptedSource<string> source, TestSink<string> sink) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment.FromSource(source).Select(text => text.ToUpperInvariant()).SinkTo(sink);
    }
}
