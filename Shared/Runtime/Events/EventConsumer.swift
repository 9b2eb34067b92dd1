import Contract
import Logging
import Mesh
import Messages
import Quantities
import Store

/// Follows another service's events: each takes effect once, in the transaction that moves the
/// cursor, whatever is sent twice and whoever is restarted.
///
/// ```swift
/// let consumer = EventConsumer(
///   name: "dip:registry", client: peers.client(for: .registry), database: database,
///   kinds: ["registry.institution.opened"], logger: logger
/// ) { event, transaction in … }
/// assembly.background("registry events") { await consumer.run() }
/// ```
public struct EventConsumer: Sendable {
  /// Applies one event; runs in the transaction that moves the cursor.
  public typealias Effect = @Sendable (Common.Event, Transaction) throws -> Void

  private let name: String
  private let client: MeshClient
  private let database: Database
  private let kinds: [String]
  private let logger: Logger
  private let effect: Effect

  public init(
    name: String, client: MeshClient, database: Database, kinds: [String] = [], logger: Logger,
    effect: @escaping Effect
  ) {
    self.name = name
    self.client = client
    self.database = database
    self.kinds = kinds
    self.logger = logger
    self.effect = effect
  }

  /// Follows until the task is cancelled. A lost connection, a refused event and a full disk are
  /// logged and tried again, with growing pauses of up to half a minute.
  public func run() async {
    var failures = 0
    while !Task.isCancelled {
      do {
        let applied = try await follow(stopAtEnd: false)
        failures = applied > 0 ? 0 : failures
      } catch is CancellationError {
        return
      } catch {
        failures += 1
        logger.warning(
          "following events failed; trying again",
          metadata: ["consumer": "\(name)", "attempt": "\(failures)", "error": "\(error)"])
      }
      let pause = min(30_000, 250 << min(failures, 7))
      try? await Task.sleep(for: .milliseconds(pause))
    }
  }

  /// Applies what there is now; answers how many events took effect.
  @discardableResult
  public func catchUp() async throws -> Int { try await follow(stopAtEnd: true) }

  private func follow(stopAtEnd: Bool) async throws -> Int {
    let cursor = try await database.read { try ConsumerCursor.sequence(of: name, in: $0) }
    let events = try await EventsClient(client: client).subscribe(
      Common.SubscribeRequest(
        afterSequence: UInt64(cursor), stopAtEnd: stopAtEnd, kinds: kinds))
    var applied = 0
    for try await event in events where try await apply(event) { applied += 1 }
    return applied
  }

  private func apply(_ event: Common.Event) async throws -> Bool {
    guard let sequence = Int64(exactly: event.sequence) else { return false }
    return try await database.write { transaction in
      guard try ConsumerCursor.advance(name, to: sequence, in: transaction) else { return false }
      try effect(event, transaction)
      return true
    }
  }
}
