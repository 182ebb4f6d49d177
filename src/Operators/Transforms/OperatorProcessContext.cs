using Weir.Operators.Functions;

namespace Weir.Operators.Transforms;

/// <summary>The context handed to functions without key.</summary>
internal sealed class OperatorProcessContext : ProcessContext;
