public import Mesh
public import Messages
import Quantities
public import Store

extension Transaction {
  /// Does the work of a call once per idempotency key, and answers a repeated call with the first
  /// answer; the work and its answer become durable together. Without a key it just works.
  ///
  /// ```swift
  /// func sign(_ request: Contracting.SignRequest, context: ServerContext) async throws
  ///   -> Contracting.FamilyContract
  /// {
  ///   try await database.write { transaction in
  ///     try transaction.once(context, request, at: .now()) { … }
  ///   }
  /// }
  /// ```
  ///
  /// - Throws: `IDEMPOTENCY_KEY_REUSED` when the key came before with another request; what the
  ///   work throws, and then nothing is remembered.
  public func once<Request: Message, Response: Message>(
    _ context: ServerContext, _ request: Request, at time: Timestamp, work: () throws -> Response
  ) throws -> Response {
    guard let key = context.idempotencyKey, !key.isEmpty else { return try work() }
    let answer = try IdempotencyLedger.perform(
      IdempotencyLedger.Key(
        caller: context.peer.identity, method: context.method.fullName, key: key),
      request: SHA256Digest(of: try request.encoded()), at: time, in: self
    ) {
      IdempotencyLedger.Answer(response: try work().encoded())
    }
    return try Response(encoded: answer.response)
  }
}
