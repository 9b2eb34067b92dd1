import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension Dip.SettlementRun {
  init(_ run: StoredRun, catalogue: StoredCatalogue?, closed: Bool = false) {
    let inputs = run.inputs
    self.init(
      runId: run.runID, region: inputs.region, period: inputs.period,
      policyName: inputs.policyName, policyVersion: UInt32(inputs.policyVersion),
      policyHash: inputs.policyHash, catalogueName: catalogue?.name ?? "",
      catalogueVersion: catalogue?.version ?? "", catalogueHash: inputs.catalogueHash,
      engineVersion: inputs.engineVersion, inputDigest: inputs.inputDigest,
      fundSheetVersion: UInt32(inputs.fundSheetVersion),
      institutions: Dip.InstitutionCopy(inputs.institutions, isStale: inputs.institutionsStale),
      resultsDigest: run.resultsDigest, cases: UInt64(run.cases),
      scoredCases: UInt64(run.scoredCases), outOfScopeCases: UInt64(run.outOfScopeCases),
      ungroupedCases: UInt64(run.ungroupedCases), pools: run.pools.map { Dip.PoolResult($0) },
      createdAt: run.createdAt.description, warnings: run.warnings.map { Common.Bilingual($0) },
      package: run.packages.count == 1 ? Dip.PackageResult(run.packages[0]) : nil,
      specialCaseQuota: UInt64(run.specialCaseQuota ?? 0),
      specialCases: UInt64(inputs.specialCases.count), months: inputs.months.map(\.month),
      closed: closed, packages: run.packages.map { Dip.PackageResult($0) },
      lapsedSpecialCases: inputs.lapsedSpecialCases.map {
        Dip.LapsedSpecialCase(
          setlId: $0.listID, reviewedVersion: UInt32(clamping: $0.reviewedVersion),
          listVersion: UInt32(clamping: $0.listVersion))
      })
  }
}

extension Dip.PoolResult {
  init(_ pool: StoredRun.Pool) {
    self.init(
      insuranceType: Dip.InsuranceType(rawValue: Int32(pool.insuranceType)),
      cases: UInt64(pool.cases), totalScore: pool.totalScore, pointValue: pool.pointValue,
      payRatio: pool.payRatio, totalCostFen: pool.totalCost.fen, fundPaidFen: pool.fundPaid.fen,
      poolFen: pool.pool.fen, paidFen: pool.paid.fen, residualFen: pool.residual.fen,
      regulationFen: pool.regulation.fen, consortium: pool.consortium,
      settlementValue: pool.settlementValue, referenceValue: pool.referenceValue,
      itemFundFen: pool.itemFund.fen, incrementValue: pool.incrementValue,
      baseValue: pool.baseValue)
  }
}

extension Dip.PackageResult {
  init(_ package: PackageStatement) {
    self.init(
      name: package.name, lead: package.lead, budgetFen: package.budget.fen,
      referredOutFen: package.referredOut.fen, bookedInsideFen: package.bookedInside.fen,
      balanceFen: package.balance.fen, fundShareFen: package.fundShare.fen,
      distributedFen: package.distributed.fen, exemptMembers: package.exemptMembers,
      consortium: package.code, keptByLeadFen: package.keptByLead.fen)
  }
}

extension Dip.StatementRow {
  init(_ line: StatementLine) {
    self.init(
      institutionCode: line.institutionCode, institutionName: line.institutionName,
      level: UInt32(line.level), insuranceType: Dip.InsuranceType(code: line.insuranceCode),
      cases: UInt64(line.cases), ungroupedCases: UInt64(line.ungroupedCases),
      lowCases: UInt64(line.lowCases), highCases: UInt64(line.highCases),
      coefficient: line.coefficient, totalScore: line.totalScore,
      caseMixIndex: line.caseMixIndex, totalCostFen: line.totalCost.fen,
      fundPaidFen: line.fundPaid.fen, patientPartFen: line.patientPart.fen,
      payableFen: line.payable.fen, assessmentCoefficient: line.assessmentCoefficient,
      auditDeductionFen: line.auditDeduction.fen, prepaidFen: line.prepaid.fen,
      dueFen: line.due.fen, balanceFen: line.balance.fen,
      outOfScopeCases: UInt64(line.outOfScopeCases), specialCases: UInt64(line.specialCases),
      expertReviews: UInt64(line.expertReviews), meanScore: line.meanScore,
      payRatio: line.payRatio,
      parts: line.parts.map {
        Dip.StatementPart(
          part: $0.part, cases: UInt64($0.cases), score: $0.score, payableFen: $0.payable.fen,
          dueFen: $0.due.fen, totalCostFen: $0.totalCost.fen, fundPaidFen: $0.fundPaid.fen)
      },
      depositFen: line.deposit.fen, consortium: line.consortium,
      itemCases: UInt64(line.itemCases), surplusShareFen: line.surplusShare.fen,
      pointValue: line.pointValue, baseScore: line.baseScore)
  }
}

extension Dip.Factor {
  init(_ factor: CaseExplanation.Factor) {
    self.init(
      name: factor.name, title: Common.Bilingual(factor.title), exact: factor.exact,
      value: factor.value, rule: factor.rule)
  }
}

extension Dip.GroupingStep {
  init(_ step: GroupingExplanation.Step) {
    self.init(step: step.name, text: Common.Bilingual(step.text), source: step.source)
  }
}

extension Dip.GroupCandidate {
  init(_ candidate: GroupingExplanation.Candidate, in catalogue: Catalogue) {
    let group = catalogue.groups[candidate.group]
    let lostBy =
      switch candidate.outcome {
      case .chosen: ""
      case .lost(let key): key.code
      case .failed(let failure): failure.code
      }
    self.init(
      groupCode: group.code, groupName: group.name, stage: group.kind.stage,
      chosen: candidate.outcome == .chosen, lostBy: lostBy,
      reason: Common.Bilingual(candidate.reason), source: candidate.source)
  }
}
