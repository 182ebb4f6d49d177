using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>How full the task managers are, while slots are dealt out.</summary>
internal sealed class SlotUse
{
    private readonly List<Place> _places;
    private readonly Dictionary<TaskManagerId, Place> _byId;

    public SlotUse(IReadOnlyList<SlotAllocator.Host> hosts)
    {
        _places = [.. hosts.Select(host => new Place(host))];
        _byId = _places.ToDictionary(place => place.Host.Id);
    }

    /// <summary>How many slots the job whose turn it is may have, those of younger jobs that wait included.</summary>
    public int Free { get; private set; }

    /// <summary>What nobody may move.</summary>
    public void AddFixed(SlotAllocator.Claim claim) => ForEach(claim, isFixed: true, (place, _) => place.Used++);

    /// <summary>What a job that waits has, and is to find again when its turn comes. On one that leaves it has nothing more.</summary>
    public void Reserve(SlotAllocator.Claim claim) => ForEach(claim, isFixed: false, (place, slot) =>
    {
        if (place.Host.IsLeaving)
        {
            claim.Slots[slot] = null;
        }
        else
        {
            place.Reserved++;
        }
    });

    /// <summary>It is this job's turn: what was reserved for it is its own now, as far as no older job needed it.</summary>
    public void Claim(SlotAllocator.Claim claim)
    {
        ForEach(claim, isFixed: false, (place, slot) =>
        {
            if (place.Reserved > 0 && place.Used < place.Host.Slots)
            {
                place.Reserved--;
                place.Used++;
            }
            else
            {
                claim.Slots[slot] = null;
            }
        });
        Free = _places.Where(place => !place.Host.IsLeaving).Sum(place => place.Host.Slots - place.Used);
    }

    /// <summary>A slot where the smallest share is used; one that is reserved only if there is no other.</summary>
    public TaskManagerId TakeFreest()
    {
        Place? best = null;
        foreach (var place in _places)
        {
            if (!place.Host.IsLeaving && place.Used < place.Host.Slots && (best is null || IsBetter(place, best)))
            {
                best = place;
            }
        }

        return Take(best ?? throw new InvalidOperationException("No slot is free, though they were counted before."));
    }

    /// <summary>A slot where the state of that slot of the job is on disk, if one is free there that is not reserved; else null.</summary>
    public TaskManagerId? TakeWithState(string jobId, int slot)
    {
        Place? place = _places.Find(each => !each.Host.IsLeaving && each.IsUnreserved && each.Host.HasState(jobId, slot));
        return place is null ? null : Take(place);
    }

    private TaskManagerId Take(Place place)
    {
        place.Used++;
        place.Reserved = Math.Min(place.Reserved, place.Host.Slots - place.Used);
        Free--;
        return place.Host.Id;
    }

    // Ties go to the one that came first: the list is in that order.
    private static bool IsBetter(Place place, Place best)
    {
        if (place.IsUnreserved != best.IsUnreserved)
        {
            return place.IsUnreserved;
        }

        return (long)place.Used * best.Host.Slots < (long)best.Used * place.Host.Slots;
    }

    private void ForEach(SlotAllocator.Claim claim, bool isFixed, Action<Place, int> act)
    {
        for (var slot = 0; slot < claim.Slots.Length; slot++)
        {
            if (claim.Slots[slot] is { } id && claim.IsFixed(slot) == isFixed)
            {
                act(_byId[id], slot);
            }
        }
    }

    private sealed class Place(SlotAllocator.Host host)
    {
        public SlotAllocator.Host Host => host;

        public int Used { get; set; }

        /// <summary>Of those not used, how many jobs that wait still have.</summary>
        public int Reserved { get; set; }

        public bool IsUnreserved => Used + Reserved < host.Slots;
    }
}
