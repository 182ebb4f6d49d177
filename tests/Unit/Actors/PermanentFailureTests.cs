using Weir.Actors.Subtasks;
using Weir.State.Codecs;

namespace Weir.Unit.Actors;

public sealed class PermanentFailureTests
{
    private static readonly NoCodecException Mistake = new(typeof(Action), "Order.Callback", "a delegate is not data.");

    [Fact]
    public void A_type_that_cannot_be_kept_is_permanent_however_deep_it_is_wrapped() =>
        PermanentFailure.IsBehind(new AggregateException(new IOException("disk"), new InvalidOperationException("open", Mistake))).ShouldBeTrue();

    [Fact]
    public void What_may_pass_is_not_permanent() =>
        PermanentFailure.IsBehind(new InvalidOperationException("open", new IOException("disk"))).ShouldBeFalse();
}
