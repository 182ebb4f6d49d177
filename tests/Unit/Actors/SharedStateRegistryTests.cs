using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Weir.Actors.Coordination;

namespace Weir.Unit.Actors;

public class SharedStateRegistryTests
{
    private static readonly IReadOnlyDictionary<long, IReadOnlySet<string>> Nothing = new Dictionary<long, IReadOnlySet<string>>();
    private readonly SharedStateRegistry _registry = new();

    public SharedStateRegistryTests() => _registry.Rebuild(1, Nothing, Files()).ShouldBeEmpty();

    [Fact]
    public void A_file_goes_with_the_last_checkpoint_that_names_it()
    {
        Completes(1, 0, "a", "b");
        Completes(2, 1, "b", "c");
        _registry.Release(1, Files()).ShouldBe(["a"]);
        _registry.IsHeld("b").ShouldBeTrue();
        Completes(3, 2, "c");
        _registry.Release(2, Files()).ShouldBe(["b"]);
        _registry.Release(3, Files()).ShouldBe(["c"]);
    }

    [Fact]
    public void A_checkpoint_in_the_making_keeps_all_of_its_base()
    {
        Completes(1, 0, "a", "b");
        _registry.Begin(2, 1).ShouldBe(1);
        Completes(3, 1, "c");
        _registry.Release(1, Files()).ShouldBeEmpty();
        _registry.Name(2, Files("a", "d"));
        _registry.Complete(2).ShouldBe(["b"]);
        _registry.Release(2, Files()).ShouldBe(["a", "d"], ignoreOrder: true);
    }

    [Fact]
    public void Of_an_aborted_one_only_what_is_new_goes()
    {
        Completes(1, 0, "a");
        _registry.Begin(2, 1);
        _registry.Release(2, Files("a", "b")).ShouldBe(["b"]);
        _registry.Discard(Files("a", "late")).ShouldBe(["late"]);
        _registry.IsHeld("a").ShouldBeTrue();
    }

    [Fact]
    public void What_may_be_complete_is_kept_until_it_is_dropped()
    {
        Completes(1, 0, "a");
        _registry.Begin(2, 1);
        _registry.Name(2, Files("b"));
        Completes(3, 1, "c");
        _registry.Release(1, Files()).ShouldBeEmpty();
        _registry.Release(2, Files()).ShouldBe(["b", "a"], ignoreOrder: true);
    }

    [Fact]
    public void A_base_that_is_not_known_is_none()
    {
        _registry.Begin(5, 4).ShouldBe(0);
        _registry.Name(5, Files("a"));
        _registry.Begin(6, 5).ShouldBe(0);
    }

    [Fact]
    public void Until_the_storage_has_been_read_nothing_goes()
    {
        _registry.Expect();
        _registry.Retain(7, Files("a", "b"));
        _registry.Begin(8, 7).ShouldBe(7);
        _registry.Name(8, Files("b", "c"));
        _registry.Complete(8).ShouldBeEmpty();
        _registry.Release(7, Files()).ShouldBeEmpty();
        _registry.Discard(Files("x")).ShouldBeEmpty();

        // 5 is older and kept for another job; 6 was set aside, and 7 deleted while it was read.
        var stored = new Dictionary<long, IReadOnlySet<string>> { [5] = Files("x"), [7] = Files("a", "b") };
        _registry.Rebuild(8, stored, Files("y")).ShouldBe(["a"]);
        _registry.IsHeld("y").ShouldBeTrue();
        _registry.Release(5, Files()).ShouldBe(["x"]);
        _registry.Discard(Files("y")).ShouldBeEmpty();
    }

    [Fact]
    public void What_the_storage_does_not_have_is_not_there()
    {
        Completes(1, 0, "a");
        _registry.Begin(2, 1);
        _registry.Name(2, Files("a", "b"));
        _registry.Expect();

        // 2 may have been complete, and was not.
        _registry.Rebuild(3, new Dictionary<long, IReadOnlySet<string>> { [1] = Files("a") }, Files()).ShouldBe(["b"]);
    }

    [Fact]
    public void Nothing_goes_that_is_needed_and_all_goes_that_is_not()
    {
        var moves = Gen.Choose(0, int.MaxValue - 1).ListOf(120).ToArbitrary();
        Prop.ForAll(moves, list =>
        {
            var job = new Job(retained: 1 + list[0] % 3);
            foreach (var move in list)
            {
                job.Step(move);
            }

            job.SettleAndCheck();
        }).QuickCheckThrowOnFailure();
    }

    private void Completes(long id, long incrementalBase, params string[] names)
    {
        _registry.Begin(id, incrementalBase);
        _registry.Name(id, Files(names));
        _registry.Complete(id).ShouldBeEmpty();
    }

    private static HashSet<string> Files(params string[] names) => [.. names];

    /// <summary>A job and its storage: what is there, who needs it. It knows nothing of how the registry counts.</summary>
    private sealed class Job(int retained)
    {
        private readonly SortedDictionary<long, HashSet<string>> _stored = [];
        private readonly SortedDictionary<long, Pending> _pending = [];
        private readonly HashSet<string> _files = new(StringComparer.Ordinal);
        private readonly List<HashSet<string>> _late = [];
        private readonly HashSet<string> _setAside = new(StringComparer.Ordinal);
        private SharedStateRegistry _registry = Rebuilt();
        private long _nextId = 1;
        private int _written;
        private long _rebuildsBelow;

        private long Latest => _stored.Count == 0 ? 0 : _stored.Keys.Last();

        public void Step(int move)
        {
            var choice = move / 16;
            switch (move % 16)
            {
                case 0 or 1 or 2 or 3: Begin(); break;
                case 4 or 5 or 6 or 7 or 8 when _pending.Count > 0: Acknowledge(Pick(choice)); break;
                case 9 or 10 or 11 when _pending.Count > 0: Complete(Pick(choice), choice); break;
                case 12 when _pending.Count > 0: Abort(Pick(choice)); break;
                case 13 when _late.Count > 0:
                    Delete(_registry.Discard(_late[0]));
                    _late.RemoveAt(0);
                    break;
                case 14: Restart(choice); break;
                case 15 when _rebuildsBelow > 0: Rebuild(); break;
            }
        }

        public void SettleAndCheck()
        {
            foreach (var id in _pending.Keys.ToList())
            {
                Abort(id);
            }

            foreach (var late in _late)
            {
                Delete(_registry.Discard(late));
            }

            if (_rebuildsBelow > 0)
            {
                Rebuild();
            }

            _files.ShouldBe(_stored.Values.SelectMany(names => names).Concat(_setAside).Distinct(), ignoreOrder: true);
        }

        private static SharedStateRegistry Rebuilt()
        {
            var registry = new SharedStateRegistry();
            registry.Rebuild(1, Nothing, new HashSet<string>());
            return registry;
        }

        private long Pick(int choice) => _pending.Keys.ElementAt(choice % _pending.Count);

        private void Begin()
        {
            if (_pending.Count < 3)
            {
                var id = _nextId++;
                var incrementalBase = _registry.Begin(id, Latest);
                _pending.Add(id, new Pending(incrementalBase == 0 ? [] : _stored[incrementalBase]));
            }
        }

        // A subtask names some of the base's files, whichever, and writes one.
        private void Acknowledge(long id)
        {
            var pending = _pending[id];
            var named = pending.Base.Where((_, index) => (index + _written) % 3 != 0).ToHashSet(StringComparer.Ordinal);
            named.Add(Write(id));
            named.ShouldAllBe(name => _files.Contains(name));
            pending.Acknowledged.Add(named);
        }

        private string Write(long id)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{id}-{_written++}");
            _files.Add(name);
            return name;
        }

        private void Complete(long id, int choice)
        {
            var names = Take(id);
            _registry.Name(id, names);
            if (choice % 4 == 0)
            {
                // Perhaps it is complete, perhaps not: the coordinator gives it up, and drops it later.
                Release(id, names);
                return;
            }

            _stored.Add(id, names);
            Delete(_registry.Complete(id));
            while (_stored.Count > retained)
            {
                var oldest = _stored.Keys.First();
                _stored.Remove(oldest);
                Release(oldest, []);
            }
        }

        private void Abort(long id)
        {
            // One acknowledgement is still on its way.
            if (_pending[id].Acknowledged is [.., var late] acknowledged)
            {
                acknowledged.RemoveAt(acknowledged.Count - 1);
                _late.Add(late);
            }

            var names = Take(id);
            Release(id, names);
        }

        private HashSet<string> Take(long id)
        {
            _pending.Remove(id, out var pending);
            return pending!.Acknowledged.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
        }

        // A new leader: it knows the checkpoint that it restores, and what was in the making is in the making no more.
        private void Restart(int choice)
        {
            if (_rebuildsBelow > 0)
            {
                return;
            }

            foreach (var pending in _pending.Values)
            {
                _late.AddRange(pending.Acknowledged);
            }

            _pending.Clear();
            if (choice % 3 == 0 && _stored.Count > 1)
            {
                _stored.Remove(Latest, out var unreadable);
                _setAside.UnionWith(unreadable!);
            }

            _registry = new SharedStateRegistry();
            _registry.Expect();
            if (Latest > 0)
            {
                _registry.Retain(Latest, _stored[Latest]);
            }

            _rebuildsBelow = _nextId;
        }

        private void Rebuild()
        {
            var stored = _stored.ToDictionary(each => each.Key, each => (IReadOnlySet<string>)each.Value);
            Delete(_registry.Rebuild(_rebuildsBelow, stored, _setAside));

            // As the sweep does.
            var unheld = _files.Where(name => long.Parse(name.AsSpan(0, name.IndexOf('-')), CultureInfo.InvariantCulture) < _rebuildsBelow && !_registry.IsHeld(name));
            Delete([.. unheld]);
            _rebuildsBelow = 0;
        }

        private void Release(long id, HashSet<string> acknowledged) => Delete(_registry.Release(id, acknowledged));

        private void Delete(IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                _stored.ShouldAllBe(each => !each.Value.Contains(name), $"{name} is deleted, and a complete checkpoint names it");
                _pending.ShouldAllBe(
                    each => !each.Value.Base.Contains(name) && each.Value.Acknowledged.All(names => !names.Contains(name)), $"{name} is deleted, and one in the making needs it");
                _setAside.ShouldNotContain(name);
                _files.Remove(name);
            }
        }

        private sealed record Pending(HashSet<string> Base)
        {
            public List<HashSet<string>> Acknowledged { get; } = [];
        }
    }
}
