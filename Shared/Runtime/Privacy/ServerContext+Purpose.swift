public import Mesh
public import Privacy
public import Quantities
public import Store

extension ServerContext {
  /// Why the caller reads personal data: the request's own field, or the metadata `purpose` that a
  /// program sends with all its calls.
  ///
  /// - Throws: `PRIVACY_PURPOSE_MISSING`, `PRIVACY_PURPOSE_INVALID`.
  public func purpose(_ field: String = "") throws(Problem) -> AccessPurpose {
    try AccessPurpose(field.isEmpty ? metadata[AccessPurpose.metadataKey] ?? "" : field)
  }
}

extension Database {
  /// Records that the caller of `context` reads persons. An endpoint calls it between reading and
  /// answering, also when it found nobody; when the record cannot be written, nothing is answered.
  ///
  /// - Parameters:
  ///   - asked: names of the request's conditions, for example `id_number` or `name_prefix, area`.
  ///   - persons: numbers of the persons in the answer.
  public func record(
    _ purpose: AccessPurpose, asked: String, persons: [String], in context: ServerContext,
    at time: Timestamp = .now()
  ) async throws {
    try await write { transaction in
      try AccessLog.record(
        purpose, actor: context.peer.identity, roles: context.peer.roles,
        method: context.method.fullName, asked: asked, persons: persons, at: time, in: transaction)
    }
  }
}
