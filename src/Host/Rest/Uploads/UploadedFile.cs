using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Weir.Host.Rest.Uploads;

/// <summary>A file that a request has brought, on this machine's disk until it is disposed.</summary>
internal sealed class UploadedFile : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int LongestBoundary = 200;
    private const int LongestName = 200;
    private readonly DirectoryInfo _folder;

    private UploadedFile(DirectoryInfo folder, string name)
    {
        _folder = folder;
        Name = name;
    }

    /// <summary>As its sender calls it, without a folder.</summary>
    public string Name { get; }

    public string Path => System.IO.Path.Combine(_folder.FullName, "upload");

    /// <summary>A folder for what is made of it.</summary>
    public string Unpacked => System.IO.Path.Combine(_folder.FullName, "files");

    /// <summary>The part <c>jarfile</c> of a form, as Flink's clients send it; or the body itself, with its name in the query.</summary>
    /// <param name="http">The request.</param>
    /// <param name="largestBytes">A larger one is refused.</param>
    /// <exception cref="RestFailure">There is none, or it is too large.</exception>
    public static async Task<UploadedFile> ReceiveAsync(HttpContext http, long largestBytes)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type))
        {
            throw Nothing();
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await StoreAsync(http.Request.Body, http.Request.Query["name"].ToString(), largestBytes, http.RequestAborted);
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
        {
            throw RestFailure.BadRequest("The form has no boundary that could be used.");
        }

        var parts = new MultipartReader(boundary, http.Request.Body);
        while (await NextAsync(parts, http.RequestAborted) is { } part)
        {
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) && (disposition.FileName.HasValue || disposition.FileNameStar.HasValue))
            {
                var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
                return await StoreAsync(part.Body, name, largestBytes, http.RequestAborted);
            }
        }

        throw Nothing();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<MultipartSection?> NextAsync(MultipartReader parts, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception broken) when (IsSenders(broken))
        {
            throw Unreadable(broken);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception broken) when (IsSenders(broken))
        {
            throw Unreadable(broken);
        }
    }

    /// <summary>A form that is cut off or none; what the server itself refuses has its own answer.</summary>
    private static bool IsSenders(Exception broken) => broken is (IOException and not BadHttpRequestException) or InvalidDataException;

    private static RestFailure Unreadable(Exception broken) => RestFailure.BadRequest($"The body can't be read: {broken.Message}");

    private static RestFailure Nothing() =>
        RestFailure.BadRequest("No file was sent. Send a .zip of the job's folder, or its .dll, as the part jarfile of a form: curl -F jarfile=@job.zip …/jars/upload");

    private static async Task<UploadedFile> StoreAsync(Stream body, string name, long largestBytes, CancellationToken cancellationToken)
    {
        // What stands before the name is a folder of the sender's, and no business of this machine.
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            throw RestFailure.BadRequest("The file has no name that could be used; it must be that of a .zip or a .dll.");
        }

        var file = new UploadedFile(Directory.CreateTempSubdirectory("weir-upload-"), name);
        try
        {
            await using var target = new FileStream(file.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await ReadAsync(body, buffer, cancellationToken)) > 0)
            {
                if (target.Position + read > largestBytes)
                {
                    throw RestFailure.UploadTooLarge(largestBytes);
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
