import Quantities

extension FamilyContract {
  /// Records an application (申请).
  public static func drafted(
    id: String, terms: ContractTerms, today: Day, rules: SigningRules, note: String
  ) throws(Problem) -> ContractChange {
    let contract = try terms.contract(id: id, standing: .draft, today: today, rules: rules)
    return ContractChange(
      contract, ContractStep(kind: .drafted, effectiveOn: contract.period.from, note: note))
  }

  /// Signs at once, without an application before (签约).
  public static func signed(
    id: String, terms: ContractTerms, today: Day, rules: SigningRules, note: String
  ) throws(Problem) -> ContractChange {
    let contract = try terms.contract(id: id, standing: .signed, today: today, rules: rules)
    return ContractChange(
      contract, ContractStep(kind: .signed, effectiveOn: contract.period.from, note: note))
  }

  /// Signs this draft; its terms are judged again, because the world may have moved since.
  public func signed(
    terms: ContractTerms, today: Day, rules: SigningRules, note: String
  ) throws(Problem) -> ContractChange {
    try require(standing == .draft, step: .signed)
    return try Self.signed(id: id, terms: terms, today: today, rules: rules, note: note)
  }

  /// Declines this draft (拒签).
  public func refused(
    reason: ContractReason?, note: String, today: Day
  ) throws(Problem) -> ContractChange {
    try require(standing == .draft, step: .refused)
    let reason = try ContractReason.checked(reason, for: .refused, note: note)
    var contract = self
    contract.standing = .refused
    contract.endReason = reason
    return ContractChange(
      contract, ContractStep(kind: .refused, effectiveOn: today, reason: reason, note: note))
  }

  /// Ends the contract early (解约): `effectiveOn` is the first day without it. On the contract's own
  /// first day it ends before it began.
  public func terminated(
    on effectiveOn: Day, reason: ContractReason?, note: String, today: Day, rules: SigningRules
  ) throws(Problem) -> ContractChange {
    try require(standing == .signed && successorID == nil, step: .terminated)
    let reason = try ContractReason.checked(reason, for: .terminated, note: note)
    let mayReachBack = reason == .deceased || reason == .enteredInError
    try checkEnd(
      effectiveOn, earliest: period.from, today: today,
      backdating: mayReachBack ? nil : rules.backdatingDays)
    var contract = self
    contract.period = period.ending(before: effectiveOn)
    contract.standing = .terminated
    contract.endReason = reason
    return ContractChange(
      contract,
      ContractStep(kind: .terminated, effectiveOn: effectiveOn, reason: reason, note: note))
  }

  /// Moves the resident to another team or doctor (转签): this contract's last day is the day before
  /// `effectiveOn`, the new one runs from it to the agreed end with the same package and fee.
  public func transferred(
    to team: Team, doctorID: String?, newID: String, on effectiveOn: Day, reason: ContractReason?,
    note: String, today: Day, rules: SigningRules
  ) throws(Problem) -> (closed: ContractChange, opened: ContractChange) {
    try require(standing == .signed && successorID == nil, step: .transferredAway)
    let reason = try ContractReason.checked(reason, for: .transferredAway, note: note)
    // At least one day stays with the old team; without any, it is a termination.
    try checkEnd(
      effectiveOn, earliest: period.from.adding(days: 1), today: today,
      backdating: rules.backdatingDays)
    let signatory = try team.signatory(doctorID, on: effectiveOn)
    guard team.id != teamID || signatory.doctorID != self.doctorID else {
      throw Problem(
        .failedPrecondition, "CONTRACT_TRANSFER_SAME", zh: "转签的团队和医生与现签约相同",
        en: "the contract is already with this team and doctor",
        remedyZh: "请选择其他团队或医生", remedyEn: "choose another team or doctor",
        details: [.init("team_id", team.id), .init("doctor_id", signatory.doctorID)])
    }
    var closed = self
    closed.period = period.ending(before: effectiveOn)
    closed.standing = .transferred
    closed.endReason = reason
    closed.successorID = newID
    let opened = FamilyContract(
      id: newID, residentID: residentID, teamID: team.id, institutionCode: team.institutionCode,
      doctorID: signatory.doctorID, packageCode: packageCode, packageVersion: packageVersion,
      fee: fee, period: try DayInterval(from: effectiveOn, until: period.until),
      agreedUntil: agreedUntil, standing: .signed, predecessorID: id)
    return (
      ContractChange(
        closed,
        ContractStep(kind: .transferredAway, effectiveOn: effectiveOn, reason: reason, note: note)),
      ContractChange(
        opened, ContractStep(kind: .transferredIn, effectiveOn: effectiveOn, note: note))
    )
  }

  /// Signs the following period (续签), which starts where this contract ends. `terms` are those of
  /// the new period; their first day is this contract's end.
  public func renewed(
    newID: String, terms: ContractTerms, today: Day, rules: SigningRules, note: String
  ) throws(Problem) -> (ended: ContractChange, opened: ContractChange) {
    try require(standing == .signed && successorID == nil, step: .renewed)
    let left = period.until.days(since: today)
    guard left > 0, left <= rules.renewalWindowDays else {
      throw Problem(
        .failedPrecondition, "CONTRACT_RENEWAL_WINDOW",
        zh: left > 0 ? "距到期还有 \(left) 天，未到续签窗口" : "签约已到期，不能续签",
        en: left > 0 ? "the contract still runs \(left) days" : "the contract is over",
        remedyZh: left > 0 ? "请在到期前 \(rules.renewalWindowDays) 天内续签" : "请重新签约",
        remedyEn: left > 0
          ? "renew it within the last \(rules.renewalWindowDays) days" : "sign a new contract",
        details: [.init("contract_id", id), .init("valid_until", "\(period.until)")])
    }
    var following = terms
    following.validFrom = period.until
    let change = try Self.signed(
      id: newID, terms: following, today: today, rules: rules, note: note)
    var opened = change.contract
    opened.predecessorID = id
    var ended = self
    ended.successorID = newID
    let day = opened.period.from
    return (
      ContractChange(ended, ContractStep(kind: .renewed, effectiveOn: day, note: note)),
      ContractChange(opened, ContractStep(kind: .renewal, effectiveOn: day, note: note))
    )
  }

  /// The renewal was ended before its first day, so this contract stands alone again.
  public func withdrawingRenewal() throws(Problem) -> ContractChange {
    try require(standing == .signed && successorID != nil, step: .renewalWithdrawn)
    var contract = self
    contract.successorID = nil
    return ContractChange(
      contract, ContractStep(kind: .renewalWithdrawn, effectiveOn: period.until))
  }

  private func require(_ met: Bool, step: ContractStep.Kind) throws(Problem) {
    guard met else {
      throw Problem(
        .failedPrecondition, "CONTRACT_STATE",
        zh: "签约 \(id) 的状态（\(standing.rawValue)）不允许此操作",
        en: "contract \(id) is \(standing.rawValue)\(successorID == nil ? "" : " and followed")",
        remedyZh: successorID.map { "请先处理后续签约 \($0)" } ?? "请先查询签约的最新状态",
        remedyEn: successorID.map { "deal with the contract that follows first: \($0)" }
          ?? "look at the contract's present state first",
        details: [
          .init("contract_id", id), .init("standing", standing.rawValue),
          .init("successor_id", successorID ?? ""), .init("step", step.rawValue),
        ])
    }
  }

  /// Checks a day that is to become the first one without this contract.
  private func checkEnd(
    _ day: Day, earliest: Day, today: Day, backdating: Int?
  ) throws(Problem) {
    let tooFarBack = backdating.map { day.days(since: today) < -$0 } ?? false
    guard day >= earliest, day < period.until, !tooFarBack else {
      throw Problem(
        .failedPrecondition, "CONTRACT_LAST_DAY", zh: "生效日 \(day) 不在允许范围内",
        en: "the day \(day) is out of range",
        remedyZh: "生效日应不早于 \(earliest)、早于 \(period.until)"
          + (backdating.map { "，且至多追溯 \($0) 天" } ?? ""),
        remedyEn: "it must not be before \(earliest), must be before \(period.until)"
          + (backdating.map { " and lies at most \($0) days back" } ?? ""),
        details: [.init("contract_id", id), .init("effective_on", "\(day)")])
    }
  }
}
