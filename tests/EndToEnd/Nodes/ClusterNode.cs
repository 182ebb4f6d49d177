namespace Weir.EndToEnd.Nodes;

/// <summary>One node of a test's cluster: the same address and settings through all of its lives.</summary>
internal sealed class ClusterNode(TestFolder folder, string configuration, string host, int port, IReadOnlyList<string> prefix) : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Terminate = 15;

    private readonly List<string> _pastLives = [];
    private readonly List<string> _pastLogs = [];
    private WeirProcess? _process;
    private bool _isPaused;

    public string Endpoint => $"{host}:{port}";

    public int Port => port;

    /// <summary>The process of its present life, or of the last one.</summary>
    public WeirProcess Process => _process ?? throw new InvalidOperationException($"The node {Endpoint} has not been started.");

    /// <summary>What all of its lives have said, oldest first.</summary>
    public string Log => string.Concat([.. _pastLogs, _process?.Error]);

    public bool IsRunning => _process is { HasExited: false };

    public void Start(params IEnumerable<string> arguments)
    {
        if (_process is { } former)
        {
            _pastLives.Add(former.ToString());
            _pastLogs.Add(former.Error);
            former.Dispose();
        }

        _isPaused = false;
        _process = WeirProcess.StartThrough(folder, prefix, ["node", "-c", configuration, .. arguments]);
    }

    /// <summary>Waits for the line that says so.</summary>
    public Task UpAsync() => Process.PrintsAsync(text => text.Contains(" is up, ", StringComparison.Ordinal));

    public async Task StartAndUpAsync()
    {
        Start();
        await UpAsync();
    }

    /// <summary>Where it serves the REST API; it says so once it is up.</summary>
    public Uri Rest => Process.Output.Split("; REST at ") is [_, var said, ..]
        ? new Uri(said[..said.IndexOf(';', StringComparison.Ordinal)])
        : throw new InvalidOperationException($"The node {Endpoint} has not said that it serves REST.\n{Process}");

    /// <summary>kill -9.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>SIGSTOP: it stands still, and its sockets stay open.</summary>
    public void Pause()
    {
        Process.Signal(Stop);
        _isPaused = true;
    }

    public void Resume()
    {
        Process.Signal(Continue);
        _isPaused = false;
    }

    /// <summary>SIGTERM, and waits until it has left.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> LeaveAsync()
    {
        Process.Signal(Terminate);
        await Process.ExitAsync();
        return Process.ExitCode;
    }

    public override string ToString() => $"=== node {Endpoint}\n{string.Join("\n--- its next life\n", [.. _pastLives, $"{_process}"])}";

    public void Dispose()
    {
        if (_isPaused && IsRunning)
        {
            Resume();
        }

        _process?.Dispose();
    }
}
