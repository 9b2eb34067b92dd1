internal import CSodium
public import Quantities
public import Store

/// Keeps identity numbers (公民身份号码) encrypted, and finds their owners by a keyed hash.
///
/// A number is sealed by XChaCha20-Poly1305 under a nonce of its own, bound to scope, owner and
/// key: a row that was changed, or moved to another owner, does not open. The look-up is
/// BLAKE2b-256 under a key of its own, so that whoever has the database without the key file
/// cannot find a number by trying all of them.
///
/// How a service uses it, here with practitioners under their codes:
/// ```swift
/// // Storage: a migration with `PrivacySchema.statements`, and for each person
/// let owner = try vault.owner(of: number, in: transaction) ?? newCode   // known already?
/// try vault.put(number, owner: owner, in: transaction)                  // replaces what was there
/// row.identityMasked = number.description                               // all that is ever shown
///
/// // Endpoint, `assemble`: opens the key file, checks it against the database, re-seals old rows
/// let vault = try assembly.identityVault(scope: "registry.practitioner", database: database)
///
/// // Endpoint, each method that answers with persons (see `AccessLog`)
/// let purpose = try context.purpose(request.purpose)
/// …read…
/// try await database.record(purpose, asked: "id_number", persons: found.map(\.code), in: context)
/// ```
public struct IdentityVault: Sendable {
  /// What the numbers belong to, for example `contracting.resident`; the same number has another
  /// look-up in another scope.
  public let scope: String
  let keys: DataKeyRing
  let former: FormerLookup?

  static let nonceBytes = 24
  static let tagBytes = 16
  static let lookupBytes = 32

  /// - Parameter former: how numbers were hashed before there was a vault, if they were.
  public init(scope: String, keys: DataKeyRing, former: FormerLookup? = nil) {
    precondition(!scope.isEmpty && !scope.contains("\u{0}"), "a scope is a plain name")
    self.scope = scope
    self.keys = keys
    self.former = former
  }

  // MARK: Rows

  /// Seals a number as its owner's; what the owner had before is replaced.
  ///
  /// - Throws: `PRIVACY_NUMBER_TAKEN` when the number is another owner's.
  public func put(
    _ number: ResidentIdentityNumber, owner: String, in transaction: Transaction
  ) throws {
    if let known = try self.owner(of: number, in: transaction) {
      guard known == owner else { throw Problem.numberTaken(by: known) }
    }
    let sealed = seal(number, owner: owner)
    try transaction.execute(
      """
      INSERT INTO sealed_identity (scope, owner, key_id, lookup, sealed) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (scope, owner) DO UPDATE
        SET key_id = excluded.key_id, lookup = excluded.lookup, sealed = excluded.sealed
      """, [scope, owner, keys.active.id, lookup(number, keys.active), sealed])
  }

  /// Whose number this is; nil when nobody has it. While keys are changing, each is tried.
  public func owner(
    of number: ResidentIdentityNumber, in connection: Connection
  ) throws -> String? {
    try match(number, in: connection)?.owner
  }

  /// A number that is on record.
  public struct Match: Sendable, Hashable {
    public let owner: String
    /// Sealed under the active key; if not, `put` makes it so.
    public let isCurrent: Bool
  }

  /// Whose number this is, and whether it needs to be sealed anew.
  public func match(
    _ number: ResidentIdentityNumber, in connection: Connection
  ) throws -> Match? {
    for lookup in lookups(number) {
      let row = try connection.first(
        "SELECT owner, key_id FROM sealed_identity WHERE scope = $1 AND lookup = $2",
        [scope, lookup])
      if let row {
        return Match(
          owner: try row.text("owner"), isCurrent: try row.text("key_id") == keys.active.id)
      }
    }
    return nil
  }

  /// The whole number of an owner; nil when it has none. For work that cannot do with the masked
  /// form; what it returns is not to be shown, logged or stored.
  ///
  /// - Throws: `PRIVACY_KEY_MISSING`, `PRIVACY_ROW_TAMPERED`, `PRIVACY_NOT_SEALED_YET`.
  public func number(
    of owner: String, in connection: Connection
  ) throws -> ResidentIdentityNumber? {
    let row = try connection.first(
      "SELECT key_id, lookup, sealed FROM sealed_identity WHERE scope = $1 AND owner = $2",
      [scope, owner])
    guard let row else { return nil }
    guard let sealed = try row.bytesOrNil("sealed") else { throw Problem.notSealedYet(owner) }
    let number = try open(sealed, owner: owner, keyID: row.text("key_id"))
    guard try row.bytes("lookup") == keys[row.text("key_id")].map({ lookup(number, $0) }) else {
      throw Problem.tampered(owner)
    }
    return number
  }

  /// The look-up under the active key: stable as long as the key is, and says nothing without it.
  public func lookup(_ number: ResidentIdentityNumber) -> [UInt8] { lookup(number, keys.active) }

  /// Every look-up that a row with this number may have, the newest first.
  public func lookups(_ number: ResidentIdentityNumber) -> [[UInt8]] {
    keys.keys.reversed().map { lookup(number, $0) } + (former.map { [$0.hash(number)] } ?? [])
  }

  // MARK: Cryptography

  /// Nonce, encrypted number and tag.
  func seal(_ number: ResidentIdentityNumber, owner: String) -> [UInt8] {
    let key = keys.active
    let nonce = DataKey.randomBytes(Self.nonceBytes)
    let text = Array(number.revealed.utf8)
    let bound = binding(owner, key.id)
    var output = [UInt8](repeating: 0, count: text.count + Self.tagBytes)
    let status = crypto_aead_xchacha20poly1305_ietf_encrypt(
      &output, nil, text, UInt64(text.count), bound, UInt64(bound.count), nil, nonce, key.sealing)
    precondition(status == 0, "18 bytes are within the cipher's bounds")
    return nonce + output
  }

  func open(
    _ sealed: [UInt8], owner: String, keyID: String
  ) throws(Problem) -> ResidentIdentityNumber {
    guard let key = keys[keyID] else { throw .keyMissing([keyID]) }
    guard sealed.count > Self.nonceBytes + Self.tagBytes else { throw .tampered(owner) }
    let nonce = Array(sealed.prefix(Self.nonceBytes))
    let body = Array(sealed.dropFirst(Self.nonceBytes))
    let bound = binding(owner, key.id)
    var text = [UInt8](repeating: 0, count: body.count - Self.tagBytes)
    let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &text, nil, nil, body, UInt64(body.count), bound, UInt64(bound.count), nonce, key.sealing)
    guard status == 0,
      let number = try? ResidentIdentityNumber(parsing: String(decoding: text, as: UTF8.self))
    else { throw .tampered(owner) }
    return number
  }

  private func lookup(_ number: ResidentIdentityNumber, _ key: DataKey) -> [UInt8] {
    let message = Array("\(scope)\u{0}\(number.revealed)".utf8)
    var output = [UInt8](repeating: 0, count: Self.lookupBytes)
    let status = crypto_generichash(
      &output, output.count, message, UInt64(message.count), key.lookup, key.lookup.count)
    precondition(status == 0, "a hash and a key of 32 bytes are within BLAKE2b's bounds")
    return output
  }

  private func binding(_ owner: String, _ keyID: String) -> [UInt8] {
    Array("\(scope)\u{0}\(keyID)\u{0}\(owner)".utf8)
  }
}

/// How a service hashed its numbers before it had a vault: rows under `FormerLookup.keyID` hold
/// that hash and nothing else, and are sealed as soon as their numbers are known.
public struct FormerLookup: Sendable {
  /// In the column `key_id` of rows that come from before.
  public static let keyID = "former"

  let hash: @Sendable (ResidentIdentityNumber) -> [UInt8]
  let candidates: @Sendable (_ owner: String, Connection) throws -> [ResidentIdentityNumber]

  /// - Parameters:
  ///   - hash: the former hash.
  ///   - candidates: numbers that an owner may have, from what else is known of it; the former
  ///     hash picks the right one.
  public init(
    hash: @escaping @Sendable (ResidentIdentityNumber) -> [UInt8],
    candidates: @escaping @Sendable (_ owner: String, Connection) throws -> [ResidentIdentityNumber]
  ) {
    self.hash = hash
    self.candidates = candidates
  }
}
