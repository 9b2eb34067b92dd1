import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// The book of special cases over the mesh.
struct SpecialCasesEndpoint: DipSpecialCases {
  private static let reasonLimit = 2000
  private static let evidenceLimit = 8000

  let database: Database
  let estimates: EstimateDesk
  let quotas: SpecialCaseQuotaDesk
  let clock: @Sendable () -> Timestamp

  // MARK: Applying

  func apply(
    _ request: Dip.ApplySpecialCaseRequest, context: ServerContext
  ) async throws -> Dip.SpecialCase {
    let scope = CallerScope(context)
    try scope.requireWriter()
    let reason = try Self.text(request.reason, "reason", limit: Self.reasonLimit)
    let evidence = try Self.text(
      request.evidence, "evidence", limit: Self.evidenceLimit, mayBeEmpty: true)
    let grounds = try request.grounds.map { try SpecialCaseGround($0) }
    let current = try await database.read {
      try SettlementListTable.versions(of: request.setlId, in: $0).first { $0.isCurrent }
    }
    guard let list = current?.list[0], scope.sees(list.institution) else {
      throw Problem.listUnknown(request.setlId)
    }
    let now = clock()
    var application = try await self.application(
      list, grounds: grounds, hasEvidence: !evidence.isEmpty)
    application.steps = [
      SpecialCase.Step(
        state: .applied, actor: context.peer.identity, at: now, reason: reason,
        evidence: evidence)
    ]
    return try await database.write { [database, application] transaction in
      try transaction.once(context, request, at: now) {
        if let known = try SpecialCaseTable.find(list.id, in: transaction) {
          if known.isSameApplication(as: application) { return Dip.SpecialCase(known) }
          // A decision is about the list that was reviewed; a corrected one is reviewed again.
          guard known.listVersion < application.listVersion else { throw Self.known(known) }
          try SpecialCaseTable.renew(application, in: transaction)
        } else {
          try SpecialCaseTable.insert(application, in: transaction)
        }
        return try Self.told(list.id, "applied", at: now, database, in: transaction)
      }
    }
  }

  /// What the policy says about a case: refused when it may not apply.
  private func application(
    _ list: Case, grounds: [SpecialCaseGround], hasEvidence: Bool
  ) async throws -> SpecialCase {
    let (policy, catalogue, account) = try await estimates.account(of: list)
    guard let rule = policy.specialCase else { throw Self.notInPolicy(policy) }
    guard let scoring = account.scoring else { throw Self.notPaidByDIP(list, account) }
    let reference = scoring.factors.first { $0.name == "reference" }
    let findings = try SpecialCaseEligibility(rule: rule).findings(
      claimed: grounds,
      facts: SpecialCaseEligibility.Facts(
        cost: list.cost.total, standard: reference.flatMap { BigRatio(stored: $0.exact) },
        stayInDays: list.stayInDays, icuDays: Int(list.icuDays),
        newTechnologies: Self.newTechnologies(list, catalogue)),
      hasEvidence: hasEvidence)
    return SpecialCase(
      listID: list.id, listVersion: Int(list.version), region: policy.region.description,
      year: Int(list.discharge.day.year.number), dischargeDay: list.discharge.day,
      institutionCode: list.institution, insuranceType: Int(list.insurance.rawValue),
      totalCost: list.cost.total, fundPaid: list.cost.fund, findings: findings, steps: [])
  }

  /// The list's procedures that the catalogue names as new technology; nil without such a table.
  private static func newTechnologies(_ list: Case, _ catalogue: Catalogue) -> [String]? {
    let listed = catalogue.newTechnology
    guard !listed.isEmpty else { return nil }
    return list.procedures.filter { listed[$0.key] != nil }.map(\.description)
  }

  // MARK: Deciding

  func decide(
    _ request: Dip.DecideSpecialCaseRequest, context: ServerContext
  ) async throws -> Dip.SpecialCase {
    try CallerScope(context).requireBureau()
    let reason = try Self.text(request.reason, "reason", limit: Self.reasonLimit)
    let now = clock()
    guard let known = try await database.read({ try SpecialCaseTable.find(request.setlId, in: $0) })
    else { throw Self.unknown(request.setlId) }
    let quota = try await quotas.quota(
      region: AreaCode(parsing: known.region), year: Year(known.year))
    let step = SpecialCase.Step(
      state: request.accept ? .accepted : .rejected, actor: context.peer.identity, at: now,
      reason: reason,
      outcome: request.accept ? try Self.outcome(request, known, quota.rule) : nil)
    return try await database.write { [database] transaction in
      try transaction.once(context, request, at: now) {
        guard let present = try SpecialCaseTable.find(request.setlId, in: transaction) else {
          throw Self.unknown(request.setlId)
        }
        if request.accept, present.isLapsed || present.listVersion != known.listVersion {
          throw Self.listChanged(present)
        }
        // An acceptance may be taken back until it is paid.
        let isOpen =
          present.state == .applied || (present.state == .accepted && !request.accept)
        guard isOpen else {
          guard present.isDecided(as: step) else { throw Self.decided(present) }
          return Dip.SpecialCase(present)
        }
        if request.accept {
          try SpecialCaseTable.accept(
            present, quota: quota.limit, step: step, in: transaction)
        } else {
          try SpecialCaseTable.reject(present, step: step, in: transaction)
        }
        return try Self.told(
          request.setlId, step.state.rawValue, at: now, database, in: transaction)
      }
    }
  }

  /// What an accepted case is paid, as the policy has it.
  private static func outcome(
    _ request: Dip.DecideSpecialCaseRequest, _ known: SpecialCase, _ rule: SpecialCaseRule
  ) throws(Problem) -> SpecialCase.Outcome {
    switch rule.payment {
    case .byItem:
      let fund = request.fundFen == 0 ? known.fundPaid : Money(fen: request.fundFen)
      guard request.score.isEmpty, fund > .zero, fund <= known.totalCost else {
        throw invalidOutcome(
          "按项目付费：金额应大于零且不超过总费用，且不填分值",
          "paid by item: an amount above zero and at most the total cost, and no score")
      }
      return .paidByItem(fund: fund)
    case .adjustedScore:
      guard request.fundFen == 0, let score = try? Decimal(parsing: request.score),
        score > .zero
      else {
        throw invalidOutcome(
          "调整分值：分值应大于零，且不填金额", "adjusted score: a score above zero, and no amount")
      }
      return .adjustedScore(score)
    }
  }

  // MARK: Reading

  func get(
    _ request: Dip.GetSpecialCaseRequest, context: ServerContext
  ) async throws -> Dip.SpecialCase {
    let found = try await database.read { try SpecialCaseTable.find(request.setlId, in: $0) }
    guard let found, CallerScope(context).sees(found.institutionCode) else {
      throw Self.unknown(request.setlId)
    }
    return Dip.SpecialCase(found)
  }

  func list(
    _ request: Dip.ListSpecialCasesRequest, context: ServerContext
  ) async throws -> Dip.ListSpecialCasesResponse {
    let scope = CallerScope(context)
    if !request.institutionCode.isEmpty { try scope.require(request.institutionCode) }
    var filter = SpecialCaseTable.Filter()
    filter.region = try request.region.isEmpty ? "" : AreaCode(parsing: request.region).description
    filter.year = Int(request.year)
    filter.institutionCode = request.institutionCode
    filter.state = try SpecialCase.State(request.state)
    filter.visible = scope.institutions
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let before = try page.before()
    let found = try await database.read { [filter] in
      try SpecialCaseTable.page(filter, before: before, limit: page.limit, in: $0)
    }
    let (rows, next) = page.cut(found) { String($0.number) }
    return Dip.ListSpecialCasesResponse(
      cases: rows.map { Dip.SpecialCase($0.case) }, nextPageToken: next)
  }

  func getQuota(
    _ request: Dip.GetSpecialCaseQuotaRequest, context: ServerContext
  ) async throws -> Dip.SpecialCaseQuota {
    let region = try AreaCode(parsing: request.region)
    let year = try Year(parsing: String(request.year))
    let quota = try await quotas.quota(region: region, year: year)
    let counts = try await database.read {
      try SpecialCaseTable.counts(
        region: region.description, year: Int(year.number), in: $0)
    }
    return Dip.SpecialCaseQuota(
      region: region.description, year: request.year, perMille: UInt32(quota.rule.perMille),
      discharges: UInt64(quota.discharges), quota: UInt64(quota.limit),
      accepted: UInt64(counts.accepted), open: UInt64(counts.open))
  }

  // MARK: Parts

  /// The case as it is now, told to subscribers.
  private static func told(
    _ listID: String, _ action: String, at time: Timestamp, _ database: Database,
    in transaction: Transaction
  ) throws -> Dip.SpecialCase {
    guard let found = try SpecialCaseTable.find(listID, in: transaction) else {
      preconditionFailure("this transaction entered the case")
    }
    let message = Dip.SpecialCase(found)
    try database.outbox.append(
      kind: "dip.special_case.\(action)", subject: listID, message, at: time, in: transaction)
    return message
  }

  /// A text that people wrote, trimmed.
  static func text(
    _ text: String, _ field: String, limit: Int, mayBeEmpty: Bool = false
  ) throws(Problem) -> String {
    let blank = { (character: Character) in character.isWhitespace }
    let trimmed = String(text.drop(while: blank).reversed().drop(while: blank).reversed())
    guard trimmed.count <= limit, mayBeEmpty || !trimmed.isEmpty else {
      throw Problem(
        .invalidInput, "DIP_REASON_INVALID", zh: "字段 \(field) 须填写，且不超过 \(limit) 字。",
        en: "The field \(field) has to be filled in, with at most \(limit) characters.",
        remedyZh: "请补充或缩短。", remedyEn: "Fill it in, or shorten it.")
    }
    return trimmed
  }
}
