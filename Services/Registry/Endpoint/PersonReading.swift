import Mesh
import Privacy
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime

/// A caller who reads persons: why, which is said before anything is read, and whom, which is on
/// record before anything is answered.
struct PersonReading: Sendable {
  private let purpose: AccessPurpose
  private let context: ServerContext

  /// Nil for a register that keeps no persons. Throws `PRIVACY_PURPOSE_MISSING` when neither the
  /// request nor the caller's metadata name a purpose.
  init?(
    of register: RegisterDescription, _ context: ServerContext, purpose field: String
  ) throws(Problem) {
    guard register.identityField != nil else { return nil }
    try self.init(context, purpose: field)
  }

  /// With the purpose of a request's own field, or of the metadata when that is empty.
  init(_ context: ServerContext, purpose field: String = "") throws(Problem) {
    purpose = try context.purpose(field)
    self.context = context
  }

  func record<Entry: RegisterEntry>(
    _ versions: [Version<Entry>], asked: String, _ desk: RegistryDesk
  ) async throws {
    try await record(versions.map(\.fact.key.description), asked: asked, desk)
  }

  /// - Parameter asked: names of the conditions, never their values.
  func record(_ persons: [String], asked: String, _ desk: RegistryDesk) async throws {
    try await desk.database.record(
      purpose, asked: asked, persons: persons, in: context, at: desk.clock())
  }
}

extension RegisterFilter {
  /// Names of its conditions, for the record of who asked what about persons.
  var asked: String {
    var names = conditions.map(\.field.name)
    if area != nil { names.append("area") }
    if !query.isEmpty { names.append("query") }
    return names.joined(separator: " ")
  }
}
