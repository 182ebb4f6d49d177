using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>A flow that yields a value for each materialisation, made with its logic by a function.</summary>
internal sealed class ValueFlowStage<TIn, TOut, TMat>(string name, Func<LinearStage<TIn, TOut>, (GraphStageLogic Logic, TMat Value)> create)
    : GraphStageWithMaterializedValue<FlowShape<TIn, TOut>, TMat>
{
    private readonly LinearStage<TIn, TOut> _ports = new(name, (stage, _) => create(stage).Logic);

    public override FlowShape<TIn, TOut> Shape => _ports.Shape;

    protected override Attributes InitialAttributes => Attributes.CreateName(name);

    public override ILogicAndMaterializedValue<TMat> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var (logic, value) = create(_ports);
        return new LogicAndMaterializedValue<TMat>(logic, value);
    }
}
