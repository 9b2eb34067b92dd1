/// An enum of the contract: the numbers known here have names, others are kept as they are, because
/// a newer peer may know more.
public protocol OpenEnumeration: RawRepresentable, JSONElement, Hashable, Sendable, BitwiseCopyable,
  CustomStringConvertible
where RawValue == Int32 {
  init(rawValue: Int32)

  /// The values that this version of the contract knows, with their names there.
  static var names: [(value: Self, name: StaticString)] { get }
}

extension OpenEnumeration {
  /// The unspecified value.
  public init() {
    self.init(rawValue: 0)
  }

  /// The value of that name in the contract, for example `INSURANCE_TYPE_EMPLOYEE`.
  public init?(name: some StringProtocol) {
    guard let known = Self.names.first(where: { $0.name.description == name }) else { return nil }
    self = known.value
  }

  /// Name in the contract; nil for a number that this version does not know.
  public var name: String? {
    Self.names.first { $0.value == self }?.name.description
  }

  /// Name in the contract, or the number.
  public var description: String {
    name ?? String(rawValue)
  }
}
