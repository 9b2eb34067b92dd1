import ContractingDomain
import Quantities
import Store

/// The contracts of the region within one write: looks up what a decision needs, lets the domain
/// decide, and records contract, days, panel and step together.
public struct ContractBook {
  let transaction: Transaction
  let rules: SigningRules
  let today: Day
  /// Who asks, as verified.
  let actor: String
  let now: Timestamp

  public init(
    _ transaction: Transaction, rules: SigningRules, today: Day, actor: String, now: Timestamp
  ) {
    self.transaction = transaction
    self.rules = rules
    self.today = today
    self.actor = actor
    self.now = now
  }

  /// What a contract is asked to be.
  public struct Application: Sendable {
    public var residentID: String
    public var teamID: String
    public var doctorID: String?
    public var packageCode: String
    public var validFrom: Day
    public var feeGroup: PopulationGroup?

    public init(
      residentID: String, teamID: String, doctorID: String?, packageCode: String, validFrom: Day,
      feeGroup: PopulationGroup?
    ) {
      self.residentID = residentID
      self.teamID = teamID
      self.doctorID = doctorID
      self.packageCode = packageCode
      self.validFrom = validFrom
      self.feeGroup = feeGroup
    }
  }

  public func draft(
    _ application: Application, id: String, note: String
  ) throws -> ContractChange {
    try open(
      FamilyContract.drafted(
        id: id, terms: terms(application), today: today, rules: rules, note: note))
  }

  public func sign(
    _ application: Application, id: String, note: String
  ) throws -> ContractChange {
    try open(
      FamilyContract.signed(
        id: id, terms: terms(application), today: today, rules: rules, note: note))
  }

  public func signDraft(_ id: String, note: String) throws -> ContractChange {
    let draft = try FamilyContractTable.get(id, in: transaction)
    let terms = ContractTerms(
      resident: try ResidentTable.get(draft.residentID, in: transaction),
      team: try TeamTable.get(draft.teamID, in: transaction), doctorID: draft.doctorID,
      package: try PackageTable.get(
        draft.packageCode, version: draft.packageVersion, in: transaction),
      validFrom: draft.period.from, feeGroup: draft.fee.group)
    let change = try draft.signed(terms: terms, today: today, rules: rules, note: note)
    try occupy(change.contract)
    return try update(change)
  }

  public func refuse(
    _ id: String, reason: ContractReason?, note: String
  ) throws -> ContractChange {
    let contract = try FamilyContractTable.get(id, in: transaction)
    return try update(contract.refused(reason: reason, note: note, today: today))
  }

  public func terminate(
    _ id: String, on day: Day, reason: ContractReason?, note: String
  ) throws -> ContractChange {
    let contract = try FamilyContractTable.get(id, in: transaction)
    let change = try contract.terminated(
      on: day, reason: reason, note: note, today: today, rules: rules)
    try release(contract, upTo: change.contract)
    if change.contract.period.isEmpty { try withdrawRenewal(of: contract) }
    return try update(change)
  }

  public func transfer(
    _ id: String, to teamID: String, doctorID: String?, newID: String, on day: Day,
    reason: ContractReason?, note: String
  ) throws -> (closed: ContractChange, opened: ContractChange) {
    let contract = try FamilyContractTable.get(id, in: transaction)
    let team = try TeamTable.get(teamID, in: transaction)
    let (closed, opened) = try contract.transferred(
      to: team, doctorID: doctorID, newID: newID, on: day, reason: reason, note: note,
      today: today, rules: rules)
    try release(contract, upTo: closed.contract)
    return (try update(closed), try open(opened))
  }

  public func renew(
    _ id: String, packageCode: String?, newID: String, note: String
  ) throws -> (ended: ContractChange, opened: ContractChange) {
    let contract = try FamilyContractTable.get(id, in: transaction)
    let terms = try terms(
      Application(
        residentID: contract.residentID, teamID: contract.teamID, doctorID: contract.doctorID,
        packageCode: packageCode ?? contract.packageCode, validFrom: contract.period.until,
        feeGroup: nil))
    let (ended, opened) = try contract.renewed(
      newID: newID, terms: terms, today: today, rules: rules, note: note)
    return (try update(ended), try open(opened))
  }

  // MARK: Recording

  private func terms(_ application: Application) throws -> ContractTerms {
    ContractTerms(
      resident: try ResidentTable.get(application.residentID, in: transaction),
      team: try TeamTable.get(application.teamID, in: transaction),
      doctorID: application.doctorID,
      package: try PackageTable.offered(
        application.packageCode, on: application.validFrom, in: transaction),
      validFrom: application.validFrom, feeGroup: application.feeGroup)
  }

  private func open(_ change: ContractChange) throws -> ContractChange {
    try FamilyContractTable.insert(change.contract, in: transaction)
    try occupy(change.contract)
    try record(change)
    return change
  }

  private func update(_ change: ContractChange) throws -> ContractChange {
    try FamilyContractTable.update(change.contract, in: transaction)
    try record(change)
    return change
  }

  private func record(_ change: ContractChange) throws {
    try FamilyContractTable.append(
      change.step, to: change.contract.id, by: actor, at: now, in: transaction)
  }

  private func occupy(_ contract: FamilyContract) throws {
    guard contract.occupiesDays else { return }
    try ContractTimeline.insert(contract, in: transaction)
    try PanelCalendar.occupy(
      contract.doctorID, contract.period, rules: rules, in: transaction)
  }

  /// Gives back the days that the contract had and the shortened one has no more.
  private func release(_ before: FamilyContract, upTo after: FamilyContract) throws {
    try ContractTimeline.shorten(after, from: before.period.until, in: transaction)
    try PanelCalendar.release(
      before.doctorID,
      DayInterval(from: after.period.until, until: before.period.until), in: transaction)
  }

  /// A renewal that ends before its first day leaves the contract it renewed standing alone.
  private func withdrawRenewal(of contract: FamilyContract) throws {
    guard let id = contract.predecessorID else { return }
    let renewed = try FamilyContractTable.get(id, in: transaction)
    guard renewed.standing == .signed, renewed.successorID == contract.id else { return }
    _ = try update(renewed.withdrawingRenewal())
  }
}
