using System.Text.Json;

namespace Weir.Host.Rest;

/// <summary>The body of a request.</summary>
internal static class RequestBody
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>None is as good as an empty object: everything in a body can be left out.</summary>
    /// <param name="http">The request.</param>
    /// <param name="largestBytes">A larger one is refused.</param>
    /// <exception cref="RestFailure">It is too large, or not what is expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, long largestBytes)
        where T : class, new()
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (bytes.Length + read > largestBytes)
            {
                throw RestFailure.TooLarge(largestBytes);
            }

            bytes.Write(buffer.AsSpan(0, read));
        }

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
