import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Monthly advances over the mesh.
struct MonthsEndpoint: DipMonths {
  let desk: SettlementDesk

  func settleMonth(
    _ request: Dip.SettleMonthRequest, context: ServerContext
  ) async throws -> Dip.SettleMonthResponse {
    try CallerScope(context).requireBureau()
    let month = try Month(parsing: request.month)
    let wish = SettlementOrder.Wish(
      region: try AreaCode(parsing: request.region), period: .month(month),
      policy: request.policy, policyVersion: Int(request.policyVersion))
    let (copy, isStale) = try await desk.directory.institutions(
      region: wish.region, period: wish.period)
    let (known, order) = try await desk.database.read { [shelf = desk.shelf] connection in
      let known = try MonthTable.find(
        region: wish.region.description, month: month.description, in: connection)
      let order = try SettlementOrder(
        month: month, wish, institutions: copy, isStale: isStale, shelf: shelf, in: connection)
      return (known, order)
    }
    if let known { return try await repeated(known, order) }
    try await desk.database.read { try Self.requireInOrder(wish.region, month, in: $0) }
    let (inputs, computation) = try await desk.month(order, threads: Int(request.threads))
    let made = try StoredMonth(inputs, computation, at: desk.clock())
    return try await desk.database.write { [database = desk.database] transaction in
      // Somebody may have settled the month, or a later one, or closed the year meanwhile.
      let other = try MonthTable.find(
        region: inputs.region, month: inputs.period, in: transaction)
      if let other {
        return Dip.SettleMonthResponse(
          statement: try Self.message(other, in: transaction), unchanged: true,
          inputsChanged: other.statementID != made.statementID)
      }
      try Self.requireInOrder(wish.region, month, in: transaction)
      try MonthTable.insert(made, in: transaction)
      let message = try Self.message(made, in: transaction)
      var told = message
      told.rows = []
      try database.outbox.append(
        kind: "dip.month.settled", subject: "\(inputs.region) \(inputs.period)", told,
        at: made.createdAt, in: transaction)
      return Dip.SettleMonthResponse(statement: message)
    }
  }

  /// The stored statement, and whether it would come out differently now.
  private func repeated(
    _ known: StoredMonth, _ order: SettlementOrder
  ) async throws -> Dip.SettleMonthResponse {
    let (inputs, _) = try await desk.monthInputs(of: order)
    return Dip.SettleMonthResponse(
      statement: try await desk.database.read { try Self.message(known, in: $0) },
      unchanged: true, inputsChanged: inputs.runID != known.statementID)
  }

  /// - Throws: `DIP_YEAR_CLOSED`; `DIP_MONTH_LATE` when a later month was settled, which could not
  ///   carry this month's debts any more.
  private static func requireInOrder(
    _ region: AreaCode, _ month: Month, in connection: Connection
  ) throws {
    let year = Int(month.year.number)
    try ClosingTable.requireOpen(region: region.description, year: year, in: connection)
    let later = try MonthTable.references(
      region: region.description, year: year, in: connection
    ).last { $0.month > month.description }
    guard let later else { return }
    throw Problem(
      .failedPrecondition, "DIP_MONTH_LATE", zh: "\(later.month) 已月预结算，不能再结算 \(month)。",
      en: "\(later.month) is settled; \(month) cannot be settled any more.",
      remedyZh: "该月的病例由年度清算结清。", remedyEn: "The year's clearing settles the cases of the month.")
  }

  func getMonth(
    _ request: Dip.GetMonthRequest, context: ServerContext
  ) async throws -> Dip.MonthStatement {
    let scope = CallerScope(context)
    if !request.institutionCode.isEmpty { try scope.require(request.institutionCode) }
    let region = try AreaCode(parsing: request.region).description
    let month = try Month(parsing: request.month).description
    return try await desk.database.read { connection in
      guard let found = try MonthTable.find(region: region, month: month, in: connection) else {
        throw Self.missing(region, month)
      }
      var message = try Self.message(found, in: connection)
      message.rows.removeAll {
        !scope.sees($0.institutionCode)
          || !(request.institutionCode.isEmpty || request.institutionCode == $0.institutionCode)
      }
      if scope.institutions != nil { message.hideRegion() }
      return message
    }
  }

  func listMonths(
    _ request: Dip.ListMonthsRequest, context: ServerContext
  ) async throws -> Dip.ListMonthsResponse {
    let isHospital = CallerScope(context).institutions != nil
    let region = try AreaCode(parsing: request.region).description
    let year = try request.year.isEmpty ? "" : Year(parsing: request.year).description
    return try await desk.database.read { connection in
      let found = try MonthTable.list(region: region, year: year, in: connection)
      return Dip.ListMonthsResponse(
        statements: try found.map { month in
          var message = try Self.message(month, in: connection)
          if isHospital { message.hideRegion() }
          return message
        })
    }
  }

  private static func message(
    _ month: StoredMonth, in connection: Connection
  ) throws -> Dip.MonthStatement {
    Dip.MonthStatement(
      month,
      catalogue: try CatalogueTable.find(hash: month.inputs.catalogueHash, in: connection))
  }

  private static func missing(_ region: String, _ month: String) -> Problem {
    Problem(
      .notFound, "DIP_MONTH_UNKNOWN", zh: "\(region) \(month) 没有月预结算。",
      en: "\(month) of \(region) was not settled.", remedyZh: "请先执行 healthmesh dip month。",
      remedyEn: "Run healthmesh dip month first.")
  }
}

extension StoredMonth {
  init(
    _ inputs: StoredRun.Inputs, _ computation: MonthComputation, at time: Timestamp
  ) throws(Problem) {
    var (advance, deposit) = (Money.zero, Money.zero)
    for line in computation.lines {
      advance = try advance + line.advance
      deposit = try deposit + line.deposit
    }
    self.init(
      inputs: inputs, resultsDigest: computation.digest.description,
      cases: computation.counts.lists, scoredCases: computation.counts.scored,
      elsewhereCases: computation.counts.elsewhere + computation.counts.withoutPackage,
      advance: advance, deposit: deposit, warnings: Self.warnings(inputs, computation),
      createdAt: time, lines: computation.lines)
  }

  private static func warnings(
    _ inputs: StoredRun.Inputs, _ computation: MonthComputation
  ) -> [Bilingual] {
    var warnings: [Bilingual] = []
    if inputs.fundSheetVersion == 0 {
      warnings.append(
        Bilingual(
          zh: "\(inputs.period) 没有基金表：未作稽核扣款",
          en: "there is no fund sheet of \(inputs.period): nothing was deducted by audit"))
    }
    if computation.isPackage, computation.roster == nil {
      warnings.append(SettlementDesk.membersUnknown)
    }
    if computation.roster != nil, computation.counts.elsewhere > 0 {
      warnings.append(
        Bilingual(
          zh: "\(computation.counts.elsewhere) 例按出院当日不在参保人的医共体内，不预拨",
          en:
            "\(computation.counts.elsewhere) cases were outside the consortium of the insured on the day of discharge: no advance"
        ))
    }
    if computation.counts.withoutPackage > 0 {
      warnings.append(
        Bilingual(
          zh: "\(computation.counts.withoutPackage) 例参保地不属于任何医共体，不预拨",
          en:
            "\(computation.counts.withoutPackage) cases of persons whose area has no package: no advance"
        ))
    }
    return warnings
  }
}

extension Dip.MonthStatement {
  init(_ month: StoredMonth, catalogue: StoredCatalogue?) {
    let inputs = month.inputs
    self.init(
      statementId: month.statementID, region: inputs.region, month: inputs.period,
      policyName: inputs.policyName, policyVersion: UInt32(inputs.policyVersion),
      policyHash: inputs.policyHash, catalogueName: catalogue?.name ?? "",
      catalogueVersion: catalogue?.version ?? "", catalogueHash: inputs.catalogueHash,
      engineVersion: inputs.engineVersion, inputDigest: inputs.inputDigest,
      fundSheetVersion: UInt32(inputs.fundSheetVersion),
      institutions: Dip.InstitutionCopy(inputs.institutions, isStale: inputs.institutionsStale),
      resultsDigest: month.resultsDigest, cases: UInt64(month.cases),
      scoredCases: UInt64(month.scoredCases), advanceFen: month.advance.fen,
      depositFen: month.deposit.fen, paymentFen: month.advance.fen - month.deposit.fen,
      createdAt: month.createdAt.description,
      warnings: month.warnings.map { Common.Bilingual($0) },
      rows: month.lines.map { Dip.MonthRow($0) }, elsewhereCases: UInt64(month.elsewhereCases),
      consortia: inputs.consortia)
  }

  /// Leaves out what concerns the whole region.
  mutating func hideRegion() {
    advanceFen = 0
    depositFen = 0
    paymentFen = 0
  }
}

extension Dip.MonthRow {
  init(_ line: MonthlyAdvance) {
    self.init(
      institutionCode: line.institution.code, institutionName: line.institution.name,
      level: UInt32(line.institution.level),
      insuranceType: Dip.InsuranceType(code: line.insurance ?? ""), cases: UInt64(line.cases),
      totalScore: line.totalScore, totalCostFen: line.totalCost.fen,
      fundPaidFen: line.bookedFund.fen, patientPartFen: line.patientShare.fen,
      earnedFen: line.earned.fen, auditDeductionFen: line.auditDeduction.fen,
      carriedInFen: line.carriedIn.fen, advanceFen: line.advance.fen,
      carriedOutFen: line.carriedOut.fen, depositFen: line.deposit.fen,
      paymentFen: line.payment.fen, consortium: line.consortium ?? "")
  }
}
