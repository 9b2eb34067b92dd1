import ContractingDomain
import ContractingStorage
import Messages
import Quantities
import Store

extension Contracting.FamilyContract {
  init(
    _ contract: FamilyContract, on day: Day, steps recorded: [FamilyContractTable.RecordedStep] = []
  ) {
    self.init()
    contractId = contract.id
    residentId = contract.residentID
    teamId = contract.teamID
    institutionCode = contract.institutionCode
    doctorId = contract.doctorID
    packageCode = contract.packageCode
    packageVersion = UInt32(contract.packageVersion)
    feeGroup = contract.fee.group.rawValue
    fee = Contracting.PackageFee(contract.fee)
    validFrom = contract.period.from.description
    validUntil = contract.period.until.description
    agreedUntil = contract.agreedUntil.description
    state = Contracting.ContractState(code: contract.state(on: day))
    endReason = Contracting.ContractReason(code: contract.endReason)
    predecessorId = contract.predecessorID ?? ""
    successorId = contract.successorID ?? ""
    steps = recorded.map { Contracting.ContractStep($0) }
  }
}

extension Contracting.ContractStep {
  init(_ recorded: FamilyContractTable.RecordedStep) {
    self.init()
    number = UInt32(recorded.number)
    kind = recorded.step.kind.rawValue
    effectiveOn = recorded.step.effectiveOn.description
    reason = Contracting.ContractReason(code: recorded.step.reason)
    note = recorded.step.note
    actor = recorded.actor
    recordedAt = recorded.recordedAt.description
  }
}

extension Contracting.InstitutionSummary {
  init(_ figures: InstitutionFigures, of institution: String, on day: Day, rules: SigningRules) {
    self.init()
    institutionCode = institution
    asOf = day.description
    teams = UInt64(figures.teams)
    doctors = UInt64(figures.doctors)
    activeContracts = UInt64(figures.activeContracts)
    keyGroupContracts = UInt64(figures.keyGroupContracts)
    groups = figures.groups.sorted { $0.key < $1.key }.map { group, count in
      Contracting.GroupCount(group: group.rawValue, residents: UInt64(count))
    }
    paidContracts = UInt64(figures.paidContracts)
    panelUsed = UInt64(figures.panelUsed)
    panelLimit = UInt64(figures.doctors * rules.panelLimit)
    if let (run, amount) = figures.lastCapitation {
      lastCapitationRunId = run.id
      lastCapitationMonth = run.month.description
      lastCapitationFen = amount.fen
    }
  }
}
