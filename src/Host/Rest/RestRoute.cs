namespace Weir.Host.Rest;

/// <summary>A path that is answered.</summary>
/// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Summary">One line, for the document that lists the paths.</param>
/// <param name="Answer">The type of what is answered.</param>
/// <param name="Body">The type of the request's body; null: it has none.</param>
/// <param name="Status">The status of an answer.</param>
/// <param name="Handle">Answers.</param>
internal sealed record RestRoute(
    string Method, string Path, string Summary, Type Answer, Type? Body, int Status, Func<HttpContext, Task<object>> Handle)
{
    /// <summary>Whether the body is a form with a file.</summary>
    public bool IsUpload { get; init; }

    /// <summary>Whether it only shows what there is, so that an answer is as good for others who ask the same shortly after.</summary>
    public bool IsShared { get; init; }

    /// <summary>Of a shared one: the parameters of the query that its answer depends on.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whether it is a GET that changes something, or runs a job's code: not for pages of others, which can ask without seeing the answer.</summary>
    public bool HasEffect { get; init; }

    /// <summary>The same, but one answer is given to all who ask within the time that it is good for.</summary>
    public static RestRoute Shared<T>(string path, string summary, Func<HttpContext, Task<T>> handle, params string[] parameters)
        where T : class => Get(path, summary, handle) with { IsShared = true, Parameters = parameters };

    public static RestRoute Get<T>(string path, string summary, Func<HttpContext, Task<T>> handle, int status = StatusCodes.Status200OK)
        where T : class => new(HttpMethods.Get, path, summary, typeof(T), null, status, async http => await handle(http));

    public static RestRoute Post<TBody, T>(
        RestServices services, string path, string summary, Func<HttpContext, TBody, Task<T>> handle, int status = StatusCodes.Status202Accepted)
        where TBody : class, new()
        where T : class => new(
            HttpMethods.Post,
            path,
            summary,
            typeof(T),
            typeof(TBody),
            status,
            async http => await handle(http, await RequestBody.ReadAsync<TBody>(http, services.Settings.LargestBodyBytes)));

    public static RestRoute Delete<T>(string path, string summary, Func<HttpContext, Task<T>> handle)
        where T : class => new(HttpMethods.Delete, path, summary, typeof(T), null, StatusCodes.Status200OK, async http => await handle(http));

    public static RestRoute Patch<TBody, T>(RestServices services, string path, string summary, Func<HttpContext, TBody, Task<T>> handle)
        where TBody : class, new()
        where T : class => new(
            HttpMethods.Patch,
            path,
            summary,
            typeof(T),
            typeof(TBody),
            StatusCodes.Status200OK,
            async http => await handle(http, await RequestBody.ReadAsync<TBody>(http, services.Settings.LargestBodyBytes)));

    public static RestRoute Put<TBody, T>(RestServices services, string path, string summary, Func<HttpContext, TBody, Task<T>> handle)
        where TBody : class, new()
        where T : class => Patch<TBody, T>(services, path, summary, handle) with { Method = HttpMethods.Put };

    public static RestRoute Patch<T>(string path, string summary, Func<HttpContext, Task<T>> handle)
        where T : class => new(HttpMethods.Patch, path, summary, typeof(T), null, StatusCodes.Status202Accepted, async http => await handle(http));
}
