import Logging
import Store

/// Forgets the answers to idempotency keys when their time is over.
struct LedgerUpkeep: Sendable {
  let database: Database
  let days: Int
  let logger: Logger

  private static let interval: Duration = .seconds(3600)
  private static let millisecondsOfDay: Int64 = 86_400_000

  func run() async {
    while !Task.isCancelled {
      let limit = Timestamp.now().milliseconds - Int64(days) * Self.millisecondsOfDay
      do {
        try await database.write {
          try IdempotencyLedger.forget(before: Timestamp(milliseconds: limit), in: $0)
        }
      } catch is CancellationError {
        return
      } catch {
        logger.warning("old idempotency keys stay for now", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: Self.interval)
    }
  }
}
