using System.Text.Json;

namespace Weir.Host.Rest;

/// <summary>The body of a request.</summary>
internal static class RequestBody
{
    /// <summary>None is as good as an empty object: everything in a body can be left out.</summary>
    /// <exception cref="RestFailure">It is not what is expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http)
        where T : class, new()
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        if (bytes.Length == 0)
        {
            return new T();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), RestJson.Options) ?? throw Unexpected<T>("it is null");
        }
        catch (JsonException wrong)
        {
            throw Unexpected<T>(wrong.Message);
        }
    }

    private static RestFailure Unexpected<T>(string why) => RestFailure.BadRequest($"Request did not match expected format {typeof(T).Name}: {why}");
}
