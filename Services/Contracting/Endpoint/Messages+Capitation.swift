import ContractingDomain
import ContractingStorage
import Messages
import Quantities
import Store

extension Contracting.CapitationPolicy {
  init(_ stored: CapitationTable.StoredPolicy, withDocument: Bool) {
    self.init()
    policyId = stored.policy.id
    title = stored.policy.title
    digest = stored.digest.description
    validFrom = stored.policy.validFrom.description
    validUntil = stored.policy.validUntil?.description ?? ""
    assumedKeys = stored.policy.assumedKeys
    document = withDocument ? stored.document : ""
  }
}

extension Contracting.CapitationRun {
  init(_ stored: CapitationTable.StoredRun, assumedKeys keys: [String]) {
    self.init()
    let run = stored.run
    runId = run.id
    month = run.month.description
    policyId = run.policyID
    policyDigest = run.policyDigest.description
    inputDigest = run.inputDigest.description
    resultDigest = run.resultDigest.description
    recordedAt = stored.recordedAt.description
    residents = UInt64(run.residents)
    lines = UInt64(run.lines)
    excludedLines = UInt64(run.excludedLines)
    attributedDays = UInt64(run.attributedDays)
    totalFen = run.total.fen
    assumedKeys = keys
  }
}

extension Contracting.CapitationStatement {
  init(_ statement: CapitationTable.Statement) {
    self.init()
    institutionCode = statement.institutionCode
    teamId = statement.teamID
    residents = UInt64(statement.residents)
    attributedDays = UInt64(statement.attributedDays)
    amountFen = statement.amount.fen
  }
}

extension Contracting.CapitationLine {
  init(_ line: CapitationLine) {
    self.init()
    contractId = line.stay.contractID
    residentId = line.stay.residentID
    teamId = line.stay.teamID
    institutionCode = line.stay.institutionCode
    fromDay = line.stay.days.from.description
    untilDay = line.stay.days.until.description
    attributedDays = UInt32(line.stay.days.dayCount)
    amountFen = line.amount.fen
    exclusion = line.exclusion?.rawValue ?? ""
  }
}

extension Contracting.CapitationExplanation {
  init(_ explained: CapitationExplanation) {
    self.init()
    line = Contracting.CapitationLine(explained.line)
    baseFen = explained.base.description
    baseKey = explained.baseKey
    factors = explained.factors.map { factor in
      Contracting.CapitationFactor(
        name: factor.name, key: factor.key, value: factor.value.description,
        assumed: factor.isAssumed)
    }
    weight = explained.weight.description
    daysOfMonth = UInt32(explained.daysOfMonth)
    entitlementFen = explained.entitlement.description
    totalEntitlementFen = explained.totalEntitlement.description
    sharedFen = explained.shared.fen
    budgetMode = explained.budgetMode
    exactShareFen = explained.exactShare.description
    roundedUp = explained.wasRoundedUp
    textZh = explained.text.zh
    textEn = explained.text.en
  }
}
