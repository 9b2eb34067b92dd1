import Quantities
import RegistryDomain

/// A recorded change, as the outbox tells it to whoever keeps a copy.
public struct RegistryEvent: Sendable, Hashable {
  /// The part of the registry that changed.
  public enum Part: Sendable, Hashable {
    case area, institution, consortium
    /// Progress of a task of a plan.
    case task
    case register(String)

    /// Middle of the event's kind; a register is called by its name.
    var name: String {
      switch self {
      case .area: "area"
      case .institution: "institution"
      case .consortium: "consortium"
      case .task: "task"
      case .register(let name): name
      }
    }
  }

  /// Codes in one event at most; a large import becomes several events.
  public static let codeLimit = 1000

  public let part: Part
  public let action: ChangeAction
  /// Sequence of the change.
  public let recorded: Int64
  /// Codes of the areas, institutions or consortia that changed, or keys of the entries.
  public let codes: [String]
  /// Earliest day on which an answer may differ from before.
  public let effective: Day

  /// For example `registry.institution.opened`.
  public var kind: String { "registry.\(part.name).\(action.rawValue)" }
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
