using Weir.Actors.Clients;
using Weir.Operators.Streams;

namespace Weir.Hosting;

/// <summary>A job of the application.</summary>
/// <param name="Name">By which it is submitted.</param>
/// <param name="Create">Makes it of the application's services.</param>
/// <param name="Run">How it is run with the host; null: only when asked for.</param>
internal sealed record HostedJob(string Name, Func<IServiceProvider, IStreamJob> Create, JobOptions? Run);
