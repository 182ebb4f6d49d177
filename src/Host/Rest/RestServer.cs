using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Weir.Actors.Clients;
using Weir.Host.Rest.Paths;
using Weir.Host.Rest.Uploads;

namespace Weir.Host.Rest;

/// <summary>A node's REST server: answers for the whole cluster, whichever node is asked.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    // Its node has left when it ends: who still waits then waits in vain.
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;

    private readonly RestServices _services;

    private RestServer(WebApplication application, RestServices services, Uri address)
    {
        _services = services;
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <param name="settings">Where it listens, and who may ask.</param>
    /// <param name="node">Takes what is for the leader.</param>
    /// <param name="findJob">The job of an id; null: there is none.</param>
    /// <param name="config">The node's configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Is told of failures of the server itself, in a line each.</param>
    /// <param name="metrics">What /metrics shows, as text; null: nothing.</param>
    /// <param name="submissions">What jobs are submitted with; null: none are taken.</param>
    /// <param name="companion">What else it serves; null: nothing.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="BadUsageException">It can't listen there.</exception>
    public static async Task<RestServer> StartAsync(
        RestSettings settings,
        IActorRef node,
        Func<string, Task<JobHandle?>> findJob,
        Config config,
        TimeProvider time,
        Action<string> report,
        Func<string>? metrics = null,
        JobSubmissions? submissions = null,
        IRestCompanion? companion = null,
        CancellationToken cancellationToken = default)
    {
        var leader = new LeaderQuestions(node, settings, time);
        var services = new RestServices(
            leader, new AsynchronousOperations(leader, time), settings, config, time, findJob, metrics ?? (static () => ""), submissions, report);
        Exception? inUse = null;
        foreach (var port in settings.Ports.Ports)
        {
            var application = Build(services, port, report, companion);
            try
            {
                await application.StartAsync(cancellationToken);
                var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
                return new RestServer(application, services, new Uri(addresses!.Addresses.First()));
            }
            catch (Exception cause) when (IsInUse(cause))
            {
                await application.DisposeAsync();
                inUse = cause;
            }
            catch (Exception cause) when (cause is IOException or SocketException)
            {
                await application.DisposeAsync();
                throw Refusal(settings, cause);
            }
        }

        throw Refusal(settings, inUse!);
    }

    public async ValueTask DisposeAsync()
    {
        // Those who listen would stay for ever.
        await _services.Events.DisposeAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    // Where two begin at once, both may have the address before one of them is refused to listen there.
    private static bool IsInUse(Exception cause) =>
        cause is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (cause.InnerException is { } inner && IsInUse(inner));

    private static BadUsageException Refusal(RestSettings settings, Exception cause) => new(
        $"the node can't listen for HTTP at {settings.Address}:{settings.Ports}: {cause.Message} Set weir.rest.port to others (0: any that is free), or weir.rest.enabled = off",
        cause);

    private static WebApplication Build(RestServices services, int port, Action<string> report, IRestCompanion? companion)
    {
        var settings = services.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "weir", ContentRootPath = AppContext.BaseDirectory });
        // A job has the same cores: a request goes through on the thread that has read it. What serves it waits for nothing but asynchronously.
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // RequestBody sees to it: a server that cuts off who still sends is not heard.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(settings.Address, port, listen =>
            {
                if (settings.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = PatienceAtTheEnd);
        companion?.AddServices(builder.Services, services);
        var application = builder.Build();
        Use(application, services, report, companion);
        RestRoutes.Map(application, services);
        companion?.Map(application);
        return application;
    }

    private static void Use(WebApplication application, RestServices services, Action<string> report, IRestCompanion? companion)
    {
        var settings = services.Settings;
        application.Use(next => http => RestErrors.HandleAsync(http, next, report));
        application.Use(next => http =>
        {
            if (companion is not null && companion.Takes(http))
            {
                return companion.AdmitAsync(http, next, settings);
            }

            RestAccess.Check(http, settings);
            return RestRoutes.AnswerAgainAsync(http, next, services);
        });
        application.UseRouting();
    }

    /// <summary>The process's end is its node's business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
