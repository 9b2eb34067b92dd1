/// How one method is served.
public struct MethodRoute: Sendable {
  public let descriptor: MethodDescriptor
  public let handler: MethodHandler
  /// Where the handler's task runs; nil for the system's threads.
  public let executor: (any TaskExecutor)?

  /// - Parameters:
  ///   - handler: of the method's kind.
  ///   - executor: for a handler that does little but call on, the `executor` of the client it calls
  ///     with, so that a call passes through without changing threads for every step.
  public init(
    _ descriptor: MethodDescriptor, _ handler: MethodHandler,
    on executor: (any TaskExecutor)? = nil
  ) {
    precondition(handler.serves(descriptor.kind), "\(descriptor.fullName) is \(descriptor.kind)")
    self.descriptor = descriptor
    self.handler = handler
    self.executor = executor
  }
}
