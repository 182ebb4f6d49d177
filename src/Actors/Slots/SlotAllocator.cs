using System.Collections.Immutable;
using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>
/// Deals the slots of the task managers out to jobs. It gives a job all that it asks for or nothing; it spreads a job's
/// slots evenly, the task manager of which the smallest share is used first; a slot that a job has stays where it is as
/// long as its task manager does, and one that it has not comes back to where its state is on disk, if that has room.
/// </summary>
/// <remarks>
/// <para>
/// Jobs that wait are served in the order in which they first asked, those that run and have lost slots included. What
/// an older job cannot use yet is not kept idle for it: a smaller, younger job may go on meanwhile. But the slots that
/// a waiting job still has are kept for it, out of the reach of younger jobs; older ones take them if they have to, so
/// that two jobs never wait for each other's slots.
/// </para>
/// <para>
/// Invariants: no task manager hosts more slots than it has; one that leaves gets none; a slot in which subtasks run is
/// moved by nobody.
/// </para>
/// </remarks>
internal sealed class SlotAllocator
{
    private readonly List<Host> _hosts = [];
    private readonly List<Claim> _claims = [];

    /// <summary>In the order in which they were added.</summary>
    public IEnumerable<TaskManagerId> TaskManagers => _hosts.Select(host => host.Id);

    public int TotalSlots => _hosts.Sum(host => host.Slots);

    public int UsedSlots(TaskManagerId id) =>
        _claims.Sum(claim => claim.Slots.Count(held => held == id));

    /// <summary>How many slots the job could have, those that it has included, if nobody who waits took any.</summary>
    public int SlotsFor(string jobId) => _hosts.Where(host => !host.IsLeaving).Sum(host => host.Slots)
        - _claims.Where(claim => claim.JobId != jobId).Sum(claim => claim.Slots.Count(held => held is { } id && _hosts.Exists(host => host.Id == id && !host.IsLeaving)));

    /// <summary>The job of each slot that is used there.</summary>
    public IReadOnlyList<string> JobsAt(TaskManagerId id) =>
        [.. _claims.SelectMany(claim => claim.Slots.Where(held => held == id).Select(_ => claim.JobId))];

    /// <param name="id">The task manager.</param>
    /// <param name="slots">How many it has.</param>
    /// <param name="local">What state it has on its disk.</param>
    public void Add(TaskManagerId id, int slots, params IReadOnlyList<LocalState> local) => _hosts.Add(new Host(id, slots, local));

    /// <summary>It is gone, and the slots there with it.</summary>
    /// <returns>The slots that jobs which were not waiting, or still used them, have lost.</returns>
    public IReadOnlyList<JobSlots> Remove(TaskManagerId id)
    {
        var lost = InUseAt(id);
        _hosts.RemoveAll(host => host.Id == id);
        foreach (var claim in _claims)
        {
            claim.ForgetAll(id);
        }

        return lost;
    }

    /// <summary>Nothing is placed there any more; what is there stays until its job asks again.</summary>
    /// <returns>The slots that have to move.</returns>
    public IReadOnlyList<JobSlots> Leave(TaskManagerId id)
    {
        foreach (var host in _hosts.Where(host => host.Id == id))
        {
            host.IsLeaving = true;
        }

        return InUseAt(id);
    }

    /// <summary>The job waits for its slots from now on, but for those that are in use.</summary>
    public void Request(string jobId, int request, int slots, ImmutableArray<int> inUse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        var claim = _claims.Find(each => each.JobId == jobId);
        if (claim is null)
        {
            claim = new Claim(jobId);
            _claims.Add(claim);
        }

        claim.Ask(request, slots, inUse);
    }

    public void Release(string jobId) => _claims.RemoveAll(claim => claim.JobId == jobId);

    /// <summary>Serves those that wait, as far as it goes.</summary>
    /// <returns>One answer for each job that waited.</returns>
    public IReadOnlyList<SlotAnswer> Serve()
    {
        var used = new SlotUse(_hosts);
        var waiting = _claims.Where(claim => claim.IsWaiting).ToList();
        foreach (var claim in _claims)
        {
            used.AddFixed(claim);
        }

        foreach (var claim in waiting)
        {
            used.Reserve(claim);
        }

        var answers = new List<SlotAnswer>();
        foreach (var claim in waiting)
        {
            answers.Add(Serve(claim, used));
        }

        return answers;
    }

    private static SlotAnswer Serve(Claim claim, SlotUse used)
    {
        used.Claim(claim);
        var missing = Enumerable.Range(0, claim.Slots.Length).Where(slot => claim.Slots[slot] is null).ToList();
        var lacking = missing.Count - used.Free;
        if (lacking > 0)
        {
            return new SlotAnswer(claim.JobId, claim.RequestNumber, null, lacking);
        }

        // All of these before the others, which can do with any place.
        foreach (var slot in missing)
        {
            claim.Slots[slot] = used.TakeWithState(claim.JobId, slot);
        }

        foreach (var slot in missing)
        {
            claim.Slots[slot] ??= used.TakeFreest();
        }

        claim.IsWaiting = false;
        return new SlotAnswer(claim.JobId, claim.RequestNumber, [.. claim.Slots.Select(slot => slot!.Value)], 0);
    }

    private IReadOnlyList<JobSlots> InUseAt(TaskManagerId id) =>
        [.. _claims.Select(claim => new JobSlots(claim.JobId, claim.InUseAt(id))).Where(each => each.Slots.Length > 0)];

    /// <summary>A task manager, as far as its slots are concerned.</summary>
    internal sealed class Host(TaskManagerId id, int slots, IReadOnlyList<LocalState> local)
    {
        public TaskManagerId Id => id;

        public int Slots => slots;

        public bool IsLeaving { get; set; }

        public bool HasState(string jobId, int slot) => local.Any(state => state.JobId == jobId && state.Slots.Contains(slot));
    }

    /// <summary>What a job has and wants.</summary>
    internal sealed class Claim(string jobId)
    {
        private ImmutableArray<int> _inUse = [];

        public string JobId => jobId;

        public int RequestNumber { get; private set; }

        public bool IsWaiting { get; set; }

        /// <summary>Where each slot is; null: nowhere.</summary>
        public TaskManagerId?[] Slots { get; private set; } = [];

        public void Ask(int request, int slots, ImmutableArray<int> inUse)
        {
            RequestNumber = request;
            _inUse = inUse;
            IsWaiting = true;
            Slots = [.. Enumerable.Range(0, slots).Select(slot => slot < Slots.Length ? Slots[slot] : null)];
        }

        public bool IsFixed(int slot) => !IsWaiting || _inUse.Contains(slot);

        public void ForgetAll(TaskManagerId id)
        {
            for (var slot = 0; slot < Slots.Length; slot++)
            {
                if (Slots[slot] == id)
                {
                    Slots[slot] = null;
                }
            }
        }

        public ImmutableArray<int> InUseAt(TaskManagerId id) =>
            [.. Enumerable.Range(0, Slots.Length).Where(slot => Slots[slot] == id && IsFixed(slot))];
    }
}

/// <summary>Some slots of a job.</summary>
internal readonly record struct JobSlots(string JobId, ImmutableArray<int> Slots);

/// <summary>What a job that waited gets.</summary>
/// <param name="Granted">Where each of its slots is; null: it has to wait.</param>
/// <param name="Lacking">How many slots more it would take; 0 when granted.</param>
internal readonly record struct SlotAnswer(string JobId, int Request, ImmutableArray<TaskManagerId>? Granted, int Lacking);
