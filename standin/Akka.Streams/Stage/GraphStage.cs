using Akka.Streams.Implementation;

namespace Akka.Streams.Stage;

/// <summary>A stage: its ports, and the logic that each materialisation makes anew.</summary>
public interface IGraphStageWithMaterializedValue<out TShape, out TMaterialized> : IGraph<TShape, TMaterialized> where TShape : Shape
{
    ILogicAndMaterializedValue<TMaterialized> CreateLogicAndMaterializedValue(Attributes attributes);
}

public interface ILogicAndMaterializedValue<out TMaterialized>
{
    TMaterialized MaterializedValue { get; }

    GraphStageLogic Logic { get; }
}

public readonly struct LogicAndMaterializedValue<TMaterialized> : ILogicAndMaterializedValue<TMaterialized>
{
    public LogicAndMaterializedValue(GraphStageLogic logic, TMaterialized materializedValue)
    {
        Logic = logic;
        MaterializedValue = materializedValue;
    }

    public TMaterialized MaterializedValue { get; }

    public GraphStageLogic Logic { get; }
}

/// <summary>A stage that yields a value each time it is materialised.</summary>
public abstract class GraphStageWithMaterializedValue<TShape, TMaterialized> : IGraphStageWithMaterializedValue<TShape, TMaterialized>, IStageFactory
    where TShape : Shape
{
    private Blueprint? _blueprint;

    protected GraphStageWithMaterializedValue()
    {
    }

    protected virtual Attributes InitialAttributes => Attributes.None;

    public abstract TShape Shape { get; }

    Blueprint IGraph<TShape>.Blueprint => _blueprint ??= new StageBlueprint(this, Shape, InitialAttributes);

    /// <summary>Makes the logic of one materialisation. State belongs into the logic: the stage is shared.</summary>
    public abstract ILogicAndMaterializedValue<TMaterialized> CreateLogicAndMaterializedValue(Attributes inheritedAttributes);

    (GraphStageLogic Logic, object? Value) IStageFactory.Create(Attributes attributes, ActorMaterializerImpl materializer)
    {
        var made = CreateIn(materializer, attributes);
        return (made.Logic, made.MaterializedValue);
    }

    private protected virtual ILogicAndMaterializedValue<TMaterialized> CreateIn(ActorMaterializerImpl materializer, Attributes attributes) =>
        CreateLogicAndMaterializedValue(attributes);

    public IGraph<TShape, TMaterialized> WithAttributes(Attributes attributes) =>
        new BlueprintGraph<TShape, TMaterialized>(Shape, ((IGraph<TShape>)this).Blueprint.WithAttributes(attributes));

    public IGraph<TShape, TMaterialized> AddAttributes(Attributes attributes) =>
        WithAttributes(((IGraph<TShape>)this).Blueprint.Attributes.And(attributes));

    public IGraph<TShape, TMaterialized> Named(string name) => AddAttributes(Attributes.CreateName(name));

    public IGraph<TShape, TMaterialized> Async() => AddAttributes(Attributes.CreateAsyncBoundary());
}

/// <summary>A stage that yields nothing.</summary>
public abstract class GraphStage<TShape> : GraphStageWithMaterializedValue<TShape, NotUsed> where TShape : Shape
{
    protected GraphStage()
    {
    }

    public sealed override ILogicAndMaterializedValue<NotUsed> CreateLogicAndMaterializedValue(Attributes inheritedAttributes) =>
        new LogicAndMaterializedValue<NotUsed>(CreateLogic(inheritedAttributes), NotUsed.Instance);

    /// <summary>Makes the logic of one materialisation. State belongs into the logic: the stage is shared.</summary>
    protected abstract GraphStageLogic CreateLogic(Attributes inheritedAttributes);
}
