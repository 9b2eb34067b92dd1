import Privacy
import Quantities
import RegistryDomain
import Store

/// Changes to the registry inside one transaction. Each call is one change with its own sequence,
/// its author and its events; a call that would change nothing records nothing.
public struct RegistryWriter {
  let transaction: Transaction
  /// Reads inside the transaction.
  public let reader: RegistryReader
  let rules: RegistryRules
  private let vault: IdentityVault?
  private let outbox: Outbox
  private let encoder: EventEncoder
  let actor: String
  let time: Timestamp

  public init(
    _ transaction: Transaction, outbox: Outbox, encoder: EventEncoder, rules: RegistryRules,
    vault: IdentityVault? = nil, actor: String, at time: Timestamp
  ) {
    self.transaction = transaction
    self.outbox = outbox
    self.encoder = encoder
    self.rules = rules
    self.vault = vault
    self.actor = actor
    self.time = time
    reader = RegistryReader(transaction)
  }

  /// Where identity numbers go. Throws `REGISTRY_VAULT_MISSING` when the process has none.
  func requireVault() throws(Problem) -> IdentityVault {
    guard let vault else {
      throw Problem(
        .failedPrecondition, "REGISTRY_VAULT_MISSING", zh: "本登记服务没有配置身份号码密钥，不能保存身份号码",
        en: "this registry has no key for identity numbers, so it cannot keep them",
        remedyZh: "请配置 data_keys，或不填写身份号码", remedyEn: "configure data_keys, or leave the number out"
      )
    }
    return vault
  }

  /// Begins a change and answers its sequence.
  func record(_ summary: String) throws -> Int64 {
    let recorded = try reader.lastRecorded() + 1
    try transaction.execute(
      """
      INSERT INTO registry_change (recorded, recorded_at, actor, summary)
      VALUES ($1, $2, $3, $4)
      """, [recorded, time.milliseconds, actor, summary])
    return recorded
  }

  /// Carries out revisions, and turns what the database refuses into the registry's words.
  func apply<Rows: FactTable>(
    _ revisions: [Revision<Rows.Fact>], to rows: Rows.Type, recorded: Int64
  ) throws {
    do {
      try Rows.apply(revisions, recorded: recorded, in: transaction)
    } catch let violation as ConstraintViolation {
      throw Self.problem(violation)
    }
  }

  private static func problem(_ violation: ConstraintViolation) -> Problem {
    let details = [Problem.Detail("constraint", violation.constraint)]
    switch violation.constraint {
    case "institution_uscc_open", "institution_insurance_open":
      return Problem(
        .alreadyExists, "REGISTRY_DUPLICATE", zh: "统一社会信用代码或医保编码已用于另一机构",
        en: "the USCC or insurance code belongs to another institution", remedyZh: "请核对代码",
        remedyEn: "check the identifiers", details: details)
    case "membership_county_open":
      return Problem(
        .failedPrecondition, "REGISTRY_MEMBER_ELSEWHERE", zh: "机构已加入另一县域医共体",
        en: "the institution belongs to another county consortium",
        remedyZh: "请先终止原成员关系", remedyEn: "end that membership first", details: details)
    case "membership_lead_open":
      return Problem(
        .failedPrecondition, "REGISTRY_LEAD_TWICE", zh: "医联体已有牵头医院",
        en: "the consortium has a lead", remedyZh: "请先终止原牵头关系",
        remedyEn: "end that lead first", details: details)
    default:
      return violation.problem
    }
  }

  /// Tells the outbox which facts changed, at most `RegistryEvent.codeLimit` codes an event.
  func announce(
    _ part: RegistryEvent.Part, _ action: ChangeAction, recorded: Int64,
    _ changes: [(code: String, effective: Day)]
  ) throws {
    for start in stride(from: 0, to: changes.count, by: RegistryEvent.codeLimit) {
      let piece = changes[start..<min(start + RegistryEvent.codeLimit, changes.count)]
      guard let first = piece.first else { continue }
      let event = RegistryEvent(
        part: part, action: action, recorded: recorded, codes: piece.map(\.code),
        effective: piece.reduce(first.effective) { min($0, $1.effective) })
      try outbox.append(
        kind: event.kind, subject: first.code, payloadType: encoder.payloadType,
        payload: encoder.encode(event), at: time, in: transaction)
    }
  }
}
