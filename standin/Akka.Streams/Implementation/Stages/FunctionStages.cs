using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>A stage with one inlet and one outlet whose logic is made by a function.</summary>
internal sealed class LinearStage<TIn, TOut> : GraphStage<FlowShape<TIn, TOut>>
{
    private readonly Func<LinearStage<TIn, TOut>, Attributes, GraphStageLogic> _create;
    private readonly string _name;

    public LinearStage(string name, Func<LinearStage<TIn, TOut>, Attributes, GraphStageLogic> create)
    {
        _name = name;
        _create = create;
        In = new Inlet<TIn>($"{name}.in");
        Out = new Outlet<TOut>($"{name}.out");
        Shape = new FlowShape<TIn, TOut>(In, Out);
    }

    public Inlet<TIn> In { get; }

    public Outlet<TOut> Out { get; }

    public override FlowShape<TIn, TOut> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName(_name);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => _create(this, inheritedAttributes);
}

/// <summary>A stage with one outlet whose logic and value are made by a function.</summary>
internal sealed class SourceStage<TOut, TMat> : GraphStageWithMaterializedValue<SourceShape<TOut>, TMat>
{
    private readonly Func<SourceStage<TOut, TMat>, Attributes, (GraphStageLogic Logic, TMat Value)> _create;
    private readonly string _name;

    public SourceStage(string name, Func<SourceStage<TOut, TMat>, Attributes, (GraphStageLogic Logic, TMat Value)> create)
    {
        _name = name;
        _create = create;
        Out = new Outlet<TOut>($"{name}.out");
        Shape = new SourceShape<TOut>(Out);
    }

    public Outlet<TOut> Out { get; }

    public override SourceShape<TOut> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName(_name);

    public override ILogicAndMaterializedValue<TMat> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var (logic, value) = _create(this, inheritedAttributes);
        return new LogicAndMaterializedValue<TMat>(logic, value);
    }
}

/// <summary>A stage with one inlet whose logic and value are made by a function.</summary>
internal sealed class SinkStage<TIn, TMat> : GraphStageWithMaterializedValue<SinkShape<TIn>, TMat>
{
    private readonly Func<SinkStage<TIn, TMat>, Attributes, (GraphStageLogic Logic, TMat Value)> _create;
    private readonly string _name;

    public SinkStage(string name, Func<SinkStage<TIn, TMat>, Attributes, (GraphStageLogic Logic, TMat Value)> create)
    {
        _name = name;
        _create = create;
        In = new Inlet<TIn>($"{name}.in");
        Shape = new SinkShape<TIn>(In);
    }

    public Inlet<TIn> In { get; }

    public override SinkShape<TIn> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName(_name);

    public override ILogicAndMaterializedValue<TMat> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var (logic, value) = _create(this, inheritedAttributes);
        return new LogicAndMaterializedValue<TMat>(logic, value);
    }
}
