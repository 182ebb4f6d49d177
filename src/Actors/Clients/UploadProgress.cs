namespace Weir.Actors.Clients;

/// <summary>How far an upload is.</summary>
/// <param name="Files">Of the artifact.</param>
/// <param name="TotalBytes">Of the artifact.</param>
/// <param name="SentBytes">By this client; what was there already was not sent.</param>
/// <param name="IsComplete">All is there.</param>
internal readonly record struct UploadProgress(int Files, long TotalBytes, long SentBytes, bool IsComplete);
