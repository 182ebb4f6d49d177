using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Actors.Clients;
using Weir.Actors.Nodes;
using Weir.Hosting;
using Weir.Testing.Connectors;

namespace Weir.Spec.Hosting;

/// <summary>The log of the actor system that is made for Weir is a part of the host's.</summary>
public sealed class HostLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Entries_are_logged_by_the_host_with_job_and_checkpoint_as_properties()
    {
        var entries = new Entries();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(entries);
        builder.Services.AddSingleton(new ScriptedSource<string>()).AddSingleton(new TestSink<string>());
        builder.Services.AddWeir(weir =>
        {
            weir.Configuration = "weir.checkpointing.interval = 20 ms";
            weir.AddJob<HostingTests.Shout>("shout");
        });
        string id;
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            JobHandle job = await host.Services.GetRequiredService<WeirExtension>().SubmitAsync("shout");
            id = job.Id;
            await entries.Completed.Task.WaitAsync(Patience);
            await host.StopAsync().WaitAsync(Patience);
        }

        Entry completed = await entries.Completed.Task;
        completed.Level.ShouldBe(LogLevel.Information);
        completed.Category.ShouldStartWith("Weir.Actors.JobMasters.");
        completed.Properties["JobId"].ShouldBe(id);
        completed.Properties["CheckpointId"].ShouldBe(1L);
        completed.Properties.Keys.ShouldContain("JobName");
        completed.Properties.Keys.ShouldContain("LogSource");
    }

    internal sealed record Entry(string Category, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Properties);

    private sealed class Entries : ILoggerProvider
    {
        public TaskCompletionSource<Entry> Completed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

        public void Dispose()
        {
        }

        private void Add(Entry entry)
        {
            if (entry.Text.Contains("checkpoint 1 (Periodic) completed", StringComparison.Ordinal))
            {
                Completed.TrySetResult(entry);
            }
        }

        private sealed class Logger(string category, Entries entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => entries.Add(new Entry(
                category,
                logLevel,
                formatter(state, exception),
                state is IEnumerable<KeyValuePair<string, object?>> properties ? new Dictionary<string, object?>(properties) : []));
        }
    }
}
