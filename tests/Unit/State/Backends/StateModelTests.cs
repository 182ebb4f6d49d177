namespace Weir.Unit.State.Backends;

/// <summary>
/// Random sequences of operations, checkpoints, crashes and restores, against plain collections. A run is of many sequences at once, each
/// with keys of its own: 10,000 for each backend.
/// </summary>
public class StateModelTests
{
    private const int SequencesPerRun = 500;
    private const int KeysPerSequence = 3;
    private const int MostChanges = 8;
    private const int Rounds = 5;

    public static TheoryData<BackendKind, int> Runs
    {
        get
        {
            var rows = new TheoryData<BackendKind, int>();
            foreach (var kind in Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere))
            {
                for (var seed = 1; seed <= 10_000 / SequencesPerRun; seed++)
                {
                    rows.Add(kind, seed);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task State_is_what_plain_collections_say(BackendKind kind, int seed)
    {
        var random = new Random(seed);
        using var states = new ModelledBackends(kind, 1 + random.Next(3));
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                ChangeAll(states, random);
                states.Fire(random.Next(30));
                if (random.Next(4) > 0)
                {
                    await states.CheckpointAsync(isShared: random.Next(3) > 0, meanwhile: () => ChangeAll(states, random));
                }

                if (states.HasCheckpoint && random.Next(3) > 0)
                {
                    // To the other one now and then, which reads what this one has written.
                    var next = random.Next(4) > 0 || !BackendKinds.IsHere(BackendKind.RocksDb) ? states.Kind
                        : states.Kind == BackendKind.Heap ? BackendKind.RocksDb : BackendKind.Heap;
                    await states.RestoreAsync(next, 1 + random.Next(3));
                    if (random.Next(2) == 0)
                    {
                        states.CompareAll();
                    }
                }
            }

            states.CompareAll();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{kind}, seed {seed}: {error.Message}", error);
        }
    }

    private static void ChangeAll(ModelledBackends states, Random random)
    {
        // Now and then few, so that a checkpoint writes changes only.
        var idle = random.Next(2) * 20;
        for (var sequence = 0; sequence < SequencesPerRun; sequence++)
        {
            for (var changes = random.Next(idle + 1) == 0 ? random.Next(MostChanges) : 0; changes > 0; changes--)
            {
                states.Change((sequence * KeysPerSequence) + random.Next(KeysPerSequence), random);
            }
        }
    }
}
