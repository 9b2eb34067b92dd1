/// A call that did not succeed: a code for the mesh, a reason for programs, sentences for people.
public struct RPCError: Error, Sendable, Hashable {
  /// One key and value that make the error concrete.
  public struct Detail: Sendable, Hashable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Never `.ok`.
  public var code: StatusCode
  /// Stable machine code in upper snake case, for example `DIP_POLICY_GAP`.
  public var reason: String
  public var messageZh: String
  public var messageEn: String
  /// What the caller can do about it; empty when there is nothing.
  public var remedyZh: String
  public var remedyEn: String
  /// In the order the service gave them.
  public var details: [Detail]

  public init(
    _ code: StatusCode, reason: String, zh: String, en: String, remedyZh: String = "",
    remedyEn: String = "", details: [Detail] = []
  ) {
    precondition(code != .ok, "an error is not OK")
    self.code = code
    self.reason = reason
    self.messageZh = zh
    self.messageEn = en
    self.remedyZh = remedyZh
    self.remedyEn = remedyEn
    self.details = details
  }
}

extension RPCError: CustomStringConvertible {
  public var description: String {
    let details = details.map { " \($0.key)=\($0.value)" }.joined()
    return "\(code.name) \(reason): \(messageEn)\(details)"
  }
}
