using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Weir.Host.Rest;

/// <summary>What the same server serves beside the paths of REST.</summary>
internal interface IRestCompanion
{
    void AddServices(IServiceCollection services, RestServices rest);

    /// <summary>Whether a request is for it, and not for REST: it says then itself who may ask.</summary>
    bool Takes(HttpContext http);

    /// <summary>Lets a request that it takes go on, or answers it itself.</summary>
    /// <exception cref="RestFailure">This one may not ask.</exception>
    Task AdmitAsync(HttpContext http, RequestDelegate next, RestSettings settings);

    void Map(WebApplication application);
}
