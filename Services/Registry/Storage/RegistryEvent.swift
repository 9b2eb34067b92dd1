import Quantities
import RegistryDomain

/// A recorded change, as the outbox tells it to whoever keeps a copy.
public struct RegistryEvent: Sendable, Hashable {
  /// The part of the registry that changed.
  public enum Part: String, Sendable {
    case area, institution, consortium
  }

  /// Codes in one event at most; a large import becomes several events.
  public static let codeLimit = 1000

  public let part: Part
  public let action: ChangeAction
  /// Sequence of the change.
  public let recorded: Int64
  /// Codes of the areas, institutions or consortia that changed.
  public let codes: [String]
  /// Earliest day on which an answer may differ from before.
  public let effective: Day

  /// For example `registry.institution.opened`.
  public var kind: String { "registry.\(part.rawValue).\(action.rawValue)" }
}

/// How an event is put on the wire; the endpoint knows, storage does not.
public struct EventEncoder: Sendable {
  /// Full name of the message in the payload.
  public let payloadType: String
  public let encode: @Sendable (RegistryEvent) throws -> [UInt8]

  public init(payloadType: String, encode: @escaping @Sendable (RegistryEvent) throws -> [UInt8]) {
    self.payloadType = payloadType
    self.encode = encode
  }
}
