using Akka.Dispatch;
using Weir.Testing.Pauses;

namespace Weir.Spec.Testing;

/// <summary>What a paused node's turns wait at.</summary>
public sealed class TurnGateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TurnGate _gate = new();

    [Fact]
    public async Task A_shut_gate_holds_every_turn_until_it_is_opened()
    {
        await _gate.ShutAsync();
        using var ran = new CountdownEvent(3);
        for (int i = 0; i < 3; i++)
        {
            _gate.Run(new ActionRunnable(() => ran.Signal()));
        }

        // Work that is given to the pool after the turns, and done, has overtaken them or come after them: none may have run either way.
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(static () => { })));
        ran.CurrentCount.ShouldBe(3);
        _gate.Open();
        ran.Wait(Patience).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_shut_when_the_turns_under_way_have_ended()
    {
        using var mayEnd = new ManualResetEventSlim();
        BeginATurn(mayEnd);
        Task shut = _gate.ShutAsync();
        shut.IsCompleted.ShouldBeFalse();
        _gate.IsShut.ShouldBeTrue();
        mayEnd.Set();
        await shut.WaitAsync(Patience);
    }

    [Fact]
    public async Task Whoever_waits_for_it_when_it_is_opened_is_told()
    {
        using var mayEnd = new ManualResetEventSlim();
        BeginATurn(mayEnd);
        Task shut = _gate.ShutAsync();
        _gate.Open();
        await Should.ThrowAsync<TaskCanceledException>(shut.WaitAsync(Patience));
        mayEnd.Set();
    }

    /// <summary>It is under way, and ends when it may.</summary>
    private void BeginATurn(ManualResetEventSlim mayEnd)
    {
        using var begun = new ManualResetEventSlim();
        _gate.Run(new ActionRunnable(() =>
        {
            begun.Set();
            mayEnd.Wait();
        }));
        begun.Wait(Patience).ShouldBeTrue();
    }
}
