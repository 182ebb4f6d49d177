using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>Emits the materialised value of the graph that it is part of.</summary>
internal sealed class MaterializedValueSource<T> : GraphStageWithMaterializedValue<SourceShape<T>, object>
{
    private readonly Outlet<T> _out = new("MaterializedValueSource.out");

    public MaterializedValueSource() => Shape = new SourceShape<T>(_out);

    public override SourceShape<T> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName("matValueSource");

    public override ILogicAndMaterializedValue<object> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(Shape);
        return new LogicAndMaterializedValue<object>(logic, logic);
    }

    private sealed class Logic : OutGraphStageLogic, IMaterializedValueTarget
    {
        private readonly Outlet<T> _out;
        private object? _value;

        public Logic(SourceShape<T> shape) : base(shape)
        {
            _out = shape.Outlet;
            SetHandler(_out, this);
        }

        /// <summary>Called before the stream starts.</summary>
        public void Set(object? value) => _value = value;

        public override void OnPull()
        {
            Push(_out, (T)_value!);
            CompleteStage();
        }
    }
}
