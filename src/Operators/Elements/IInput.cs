namespace Weir.Operators.Elements;

/// <summary>Takes what an operator or a source emits: the next operator of the chain, or a channel to another subtask.</summary>
internal interface IInput<T>
{
    /// <summary>Takes records. The spans are the caller's and hold only until the call returns.</summary>
    void Process(in Records<T> records);

    void ProcessWatermark(long timestamp);

    void ProcessStatus(bool idle);
}
