namespace Weir.Host.Rest;

/// <summary>A request that is refused: its status and what is said about it.</summary>
internal sealed class RestFailure(int status, string message) : Exception(message)
{
    public int Status => status;

    public static RestFailure BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    public static RestFailure NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    public static RestFailure Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    public static RestFailure TooLarge(long largestBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is too large; at most {largestBytes} bytes are taken (weir.rest.max-body).");

    public static RestFailure UploadTooLarge(long largestBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The upload is too large; at most {largestBytes} bytes are taken (weir.rest.max-upload).");

    public static RestFailure BadParameter(string name, string value) =>
        BadRequest($"Bad request, could not parse parameters: Cannot resolve path parameter ({name}) from value \"{value}\".");
}
