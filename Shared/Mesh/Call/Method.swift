import Messages

/// A method with the types of its messages; the generated `<Service>Methods` hold one of each.
public struct Method<Request: Message, Response: Message>: Sendable {
  public let descriptor: MethodDescriptor

  public init(_ descriptor: MethodDescriptor) {
    self.descriptor = descriptor
  }
}
