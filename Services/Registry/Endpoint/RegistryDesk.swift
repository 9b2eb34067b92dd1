import Mesh
import Messages
import Privacy
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime
import Store

/// What the registry's services have in common: the database, uploads, the rules, the clock, and how
/// a write is done once however often it is asked for.
struct RegistryDesk: Sendable {
  let database: Database
  let uploads: UploadStaging
  let rules: RegistryRules
  /// Keeps identity numbers; nil in a registry without keys, which refuses them.
  let vault: IdentityVault?
  let clock: @Sendable () -> Timestamp

  /// The day it is in China: the registry's days are days there, wherever the server stands.
  var today: Day {
    get throws(Problem) {
      let hours8: Int64 = 8 * 3_600_000
      let days = (clock().milliseconds + hours8) / 86_400_000
      return try Day(number: Int32(clamping: days))
    }
  }

  func asOf(_ message: Registry.AsOf?) throws(Problem) -> AsOf {
    try message.value(today: today)
  }

  func read<T: Sendable>(
    _ body: @Sendable (RegistryReader) throws -> T
  ) async throws -> T {
    try await database.read { try body(RegistryReader($0)) }
  }

  /// Does a write for a caller. With an idempotency key its answer is remembered in the same
  /// transaction, and a retry gets the first answer.
  func write<Request: Message, Response: Message>(
    _ request: Request, _ context: ServerContext,
    _ body: @Sendable (RegistryWriter) throws -> Response
  ) async throws -> Response {
    let time = clock()
    return try await database.write { transaction in
      try transaction.once(context, request, at: time) {
        let writer = writer(transaction, context, at: time)
        return try writer.namingTheFirstEditor { try body(writer) }
      }
    }
  }

  /// Does a write that is idempotent by itself.
  func write<T: Sendable>(
    _ context: ServerContext, _ body: @Sendable (RegistryWriter) throws -> T
  ) async throws -> T {
    let time = clock()
    return try await database.write { try body(writer($0, context, at: time)) }
  }

  private func writer(
    _ transaction: Transaction, _ context: ServerContext, at time: Timestamp
  ) -> RegistryWriter {
    RegistryWriter(
      transaction, outbox: database.outbox, encoder: .contract, rules: rules, vault: vault,
      actor: context.peer.identity, at: time)
  }
}
