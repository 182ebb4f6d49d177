namespace Weir.Host.Demo;

/// <summary>A temporary folder with the demo's output and checkpoints, gone when the demo is over.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weir-demo-");

    public string Path => _root.FullName;

    public string Output => System.IO.Path.Combine(_root.FullName, "counts");

    public string Checkpoints => System.IO.Path.Combine(_root.FullName, "checkpoints");

    public void Dispose() => _root.Delete(recursive: true);
}
