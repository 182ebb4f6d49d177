using System.Text.Json;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest;

/// <summary>Every refusal has a body that says why.</summary>
internal static class RestErrors
{
    public static async Task HandleAsync(HttpContext http, RequestDelegate next, Action<string> report)
    {
        try
        {
            await next(http);
        }
        catch (RestFailure failure)
        {
            await AnswerAsync(http, failure.Status, failure.Message);
            return;
        }
        catch (BadHttpRequestException refused)
        {
            await AnswerAsync(http, refused.StatusCode, refused.Message);
            return;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to hear an answer.
            return;
        }
        catch (Exception error)
        {
            report($"{http.Request.Method} {http.Request.Path} failed: {error}");
            await AnswerAsync(http, StatusCodes.Status500InternalServerError, $"Internal error: {error.GetType().Name}: {error.Message}");
            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            await AnswerAsync(
                http,
                http.Response.StatusCode,
                http.Response.StatusCode == StatusCodes.Status404NotFound
                    ? $"Unable to load requested file {http.Request.Path}."
                    : $"{http.Request.Method} is not understood at {http.Request.Path}; {http.Response.Headers.Allow} is.");
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status, string message)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=UTF-8";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new ErrorAnswer([message]), RestJson.Options), http.RequestAborted);
    }
}
