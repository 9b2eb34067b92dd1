import Quantities
public import Store

/// Keys and rows that must fit each other, and the change from one key to the next.
extension IdentityVault {
  /// Compares the key file with what the database was sealed under, and remembers new keys.
  ///
  /// - Throws: `PRIVACY_KEY_WRONG` for another key under a known name, `PRIVACY_KEY_MISSING` when
  ///   rows are sealed under a key that the file does not hold.
  public func check(in transaction: Transaction) throws {
    var known: Set<String> = []
    for row in try transaction.query("SELECT key_id, check_value FROM data_key") {
      let id = try row.text("key_id")
      guard let key = keys[id] else { continue }
      guard try row.bytes("check_value") == key.check else { throw Problem.keyWrong(id) }
      known.insert(id)
    }
    let missing = try transaction.query(
      "SELECT DISTINCT key_id FROM sealed_identity WHERE scope = $1 ORDER BY key_id", [scope]
    )
    .map { try $0.text("key_id") }
    .filter { keys[$0] == nil && !($0 == FormerLookup.keyID && former != nil) }
    guard missing.isEmpty else { throw Problem.keyMissing(missing) }
    for key in keys.keys where !known.contains(key.id) {
      try transaction.execute(
        "INSERT INTO data_key (key_id, check_value) VALUES ($1, $2)", [key.id, key.check])
    }
  }

  /// What a step of `reseal` did.
  public struct ResealProgress: Sendable, Hashable {
    public var resealed = 0
    /// Rows that do not open or whose number cannot be found out; they stay as they are.
    public var refused: [String] = []
    /// Where the next step goes on; nil at the end.
    public var next: String?
  }

  /// Seals the next rows that are not under the active key, in the order of their owners.
  ///
  /// Each row opens under its old key until the transaction that seals it anew, and a look-up tries
  /// every key, so the service answers as ever meanwhile, and a crash in between loses nothing.
  public func reseal(
    after owner: String = "", limit: Int = 1000, in transaction: Transaction
  ) throws -> ResealProgress {
    let rows = try transaction.query(
      """
      SELECT owner, key_id, lookup, sealed FROM sealed_identity
      WHERE scope = $1 AND key_id <> $2 AND owner > $3 ORDER BY owner LIMIT $4
      """, [scope, keys.active.id, owner, limit])
    var progress = ResealProgress()
    for row in rows {
      let owner = try row.text("owner")
      if let number = try known(row, owner, in: transaction) {
        try transaction.execute(
          """
          UPDATE sealed_identity SET key_id = $3, lookup = $4, sealed = $5
          WHERE scope = $1 AND owner = $2
          """, [scope, owner, keys.active.id, lookup(number), seal(number, owner: owner)])
        progress.resealed += 1
      } else {
        progress.refused.append(owner)
      }
    }
    progress.next = rows.count < limit ? nil : try rows.last?.text("owner")
    return progress
  }

  /// The number of a row under an old key, or from before; nil when it cannot be known.
  private func known(
    _ row: Row, _ owner: String, in transaction: Transaction
  ) throws -> ResidentIdentityNumber? {
    let lookup = try row.bytes("lookup")
    if let sealed = try row.bytesOrNil("sealed") {
      return try? open(sealed, owner: owner, keyID: row.text("key_id"))
    }
    return try former?.candidates(owner, transaction).first { former?.hash($0) == lookup }
  }
}

extension Problem {
  static func keyMissing(_ ids: [String]) -> Problem {
    let list = ids.joined(separator: ", ")
    return Problem(
      .failedPrecondition, "PRIVACY_KEY_MISSING",
      zh: "有身份号码以密钥 \(list) 加密，而密钥文件中没有它。",
      en: "Identity numbers are sealed under the key \(list), which the key file does not hold.",
      remedyZh: "请从备份恢复含该密钥的密钥文件；退役的密钥在同名 .retired 文件中。",
      remedyEn:
        "Restore the key file that holds it; a key that was retired stands in the file of the same name with .retired.",
      details: [.init("keys", list)])
  }

  static func keyWrong(_ id: String) -> Problem {
    Problem(
      .failedPrecondition, "PRIVACY_KEY_WRONG",
      zh: "密钥 \(id) 与数据库加密时所用的不同。",
      en: "The key \(id) is not the one that the database was sealed under.",
      remedyZh: "请恢复该数据库自己的密钥文件。", remedyEn: "Restore the key file of this database.",
      details: [.init("key", id)])
  }

  static func tampered(_ owner: String) -> Problem {
    Problem(
      .dataLoss, "PRIVACY_ROW_TAMPERED", zh: "\(owner) 的身份号码密文已被改动或损坏，拒绝使用。",
      en: "The sealed identity number of \(owner) was changed or damaged, and is refused.",
      remedyZh: "请从备份恢复该行，或重新导入该人员。",
      remedyEn: "Restore the row from the backup, or import the person again.",
      details: [.init("owner", owner)])
  }

  static func notSealedYet(_ owner: String) -> Problem {
    Problem(
      .failedPrecondition, "PRIVACY_NOT_SEALED_YET", zh: "\(owner) 的身份号码只有旧散列值，尚未加密保存。",
      en: "Of the identity number of \(owner) there is a former hash only; it is not sealed yet.",
      remedyZh: "请稍后重试，或重新导入该人员。", remedyEn: "Try again soon, or import the person again.",
      details: [.init("owner", owner)])
  }

  static func numberTaken(by owner: String) -> Problem {
    Problem(
      .conflict, "PRIVACY_NUMBER_TAKEN", zh: "该身份号码已登记在 \(owner) 名下。",
      en: "This identity number is on record as \(owner)'s.",
      remedyZh: "请核对身份号码与编号。", remedyEn: "Compare the identity number and the code.",
      details: [.init("owner", owner)])
  }
}
