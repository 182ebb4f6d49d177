using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

public class TaskManagerEpochTests
{
    [Fact]
    public void It_says_under_whom_it_has_come_however_it_hears_of_those_who_follow()
    {
        var now = DateTimeOffset.UnixEpoch;
        var machine = new TaskManagerMachine(
            Guid.Empty, 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), stopTimeout: TimeSpan.FromSeconds(3), isNode: true);
        machine.Handle(new TaskManagerStarted(), now).OfType<SendRegistration>().ShouldHaveSingleItem().FirstEpoch.ShouldBe(0);
        machine.Handle(new RegistrationAcknowledged(1, 3), now);

        // The next leader answers a heartbeat, and says that it knows nothing of the registration.
        var anew = machine.Handle(new RegistrationVoided(1, 5, "it is not registered here"), now).OfType<SendRegistration>().ShouldHaveSingleItem();
        anew.HighestEpoch.ShouldBe(5);
        anew.FirstEpoch.ShouldBe(3);
    }
}
