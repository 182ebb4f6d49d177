using FsCheck;
using FsCheck.Fluent;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

/// <summary>Whatever happens in whatever order.</summary>
public class SlotAllocatorPropertyTests
{
    [Fact]
    public void Slots_are_dealt_out_as_promised()
    {
        var step = Gen.Choose(0, 5).SelectMany(kind => Gen.Choose(0, 3).SelectMany(which => Gen.Choose(1, 6).Select(size => (kind, which, size))));
        Prop.ForAll(step.ListOf(60).ToArbitrary(), steps => new Model().Run(steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private sealed class Model
    {
        private readonly SlotAllocator _allocator = new();
        private readonly Dictionary<TaskManagerId, (int Slots, bool IsLeaving)> _hosts = [];
        private readonly Dictionary<string, TaskManagerId?[]> _held = [];
        private readonly Dictionary<string, (int Request, int Slots)> _waiting = [];
        private readonly List<string> _age = [];
        private byte _lastHost;
        private int _requests;

        public void Run(IEnumerable<(int Kind, int Which, int Size)> steps)
        {
            foreach (var (kind, which, size) in steps)
            {
                switch (kind)
                {
                    case 0: Add(size); break;
                    case 1: Lose(which); break;
                    case 2: Leave(which); break;
                    case 3: _allocator.Release(Forget($"job {which}")); break;
                    default: Request($"job {which}", size); break;
                }

                Serve();
            }
        }

        private void Add(int slots)
        {
            var id = SlotAllocatorTests.Id(++_lastHost);
            _hosts.Add(id, (slots, false));
            _allocator.Add(id, slots);
        }

        private void Lose(int which)
        {
            if (_hosts.Count == 0)
            {
                return;
            }

            var id = _hosts.Keys.Order(Comparer<TaskManagerId>.Create((left, right) => left.Instance.CompareTo(right.Instance))).ElementAt(which % _hosts.Count);
            _hosts.Remove(id);
            var told = _allocator.Remove(id).ToDictionary(each => each.JobId, each => each.Slots);
            foreach (var (job, held) in _held)
            {
                var lost = Enumerable.Range(0, held.Length).Where(slot => held[slot] == id).ToList();
                if (!_waiting.ContainsKey(job))
                {
                    (told.TryGetValue(job, out var slots) ? slots.ToList() : []).ShouldBe(lost, $"what {job} hears");
                }

                lost.ForEach(slot => held[slot] = null);
            }
        }

        private void Leave(int which)
        {
            if (_hosts.Count > 0)
            {
                var id = _hosts.Keys.Order(Comparer<TaskManagerId>.Create((left, right) => left.Instance.CompareTo(right.Instance))).ElementAt(which % _hosts.Count);
                _hosts[id] = (_hosts[id].Slots, true);
                _allocator.Leave(id);
            }
        }

        private void Request(string job, int slots)
        {
            if (!_age.Contains(job))
            {
                _age.Add(job);
                _held[job] = [];
            }

            _waiting[job] = (++_requests, slots);
            _allocator.Request(job, _requests, slots, []);
        }

        private string Forget(string job)
        {
            _age.Remove(job);
            _held.Remove(job);
            _waiting.Remove(job);
            return job;
        }

        private void Serve()
        {
            var answers = _allocator.Serve();
            answers.Select(answer => answer.JobId).ShouldBe(_age.Where(_waiting.ContainsKey), "everyone that waits hears something, the oldest first");
            foreach (var answer in answers)
            {
                answer.Request.ShouldBe(_waiting[answer.JobId].Request);
                if (answer.Granted is not { } granted)
                {
                    answer.Lacking.ShouldBeGreaterThan(0);
                    continue;
                }

                granted.Length.ShouldBe(_waiting[answer.JobId].Slots, "all or nothing");
                _waiting.Remove(answer.JobId);
                foreach (var id in granted)
                {
                    _hosts.ShouldContainKey(id, "it has to be there");
                    _hosts[id].IsLeaving.ShouldBeFalse("one that leaves gets nothing");
                }

                _held[answer.JobId] = [.. granted.Select(id => (TaskManagerId?)id)];
            }

            foreach (var (id, host) in _hosts)
            {
                var given = _held.Where(each => !_waiting.ContainsKey(each.Key)).Sum(each => each.Value.Count(held => held == id));
                given.ShouldBeLessThanOrEqualTo(host.Slots, "no slot is given twice");
            }

            NobodyWaitsInVain();
        }

        // The oldest that waits could not be served even with all that is not in use by those that run.
        private void NobodyWaitsInVain()
        {
            if (_age.FirstOrDefault(_waiting.ContainsKey) is { } oldest)
            {
                var running = _held.Where(each => !_waiting.ContainsKey(each.Key)).SelectMany(each => each.Value).ToList();
                var free = _hosts.Where(host => !host.Value.IsLeaving).Sum(host => host.Value.Slots - running.Count(held => held == host.Key));
                free.ShouldBeLessThan(_waiting[oldest].Slots, $"{oldest} waits though there is enough");
            }
        }
    }
}
