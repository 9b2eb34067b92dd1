import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension Dip.SpecialCase {
  init(_ found: SpecialCase) {
    let stored = Dip.SpecialCaseOutcome(found.outcome)
    self.init(
      setlId: found.listID, listVersion: UInt32(found.listVersion), region: found.region,
      year: UInt32(found.year), institutionCode: found.institutionCode,
      insuranceType: Dip.InsuranceType(rawValue: Int32(found.insuranceType)),
      totalCostFen: found.totalCost.fen, fundPaidFen: found.fundPaid.fen,
      state: Dip.SpecialCaseState(found.state),
      findings: found.findings.map {
        Dip.SpecialCaseFinding(
          ground: Dip.SpecialCaseGround($0.ground), measured: $0.isMeasured, figure: $0.figure,
          limit: $0.limit)
      },
      payment: stored.payment, fundFen: stored.fund, score: stored.score,
      seat: UInt32(found.seat ?? 0), steps: found.steps.map { Dip.SpecialCaseStep($0) },
      currentListVersion: UInt32(found.currentListVersion))
  }
}

extension Dip.SpecialCaseStep {
  init(_ step: SpecialCase.Step) {
    let outcome = Dip.SpecialCaseOutcome(step.outcome)
    self.init(
      state: Dip.SpecialCaseState(step.state), actor: step.actor, at: step.at.description,
      reason: step.reason, evidence: step.evidence, payment: outcome.payment,
      fundFen: outcome.fund, score: outcome.score, runId: step.runID)
  }
}

extension Dip {
  /// An outcome in the three fields that messages have for it.
  struct SpecialCaseOutcome {
    var payment = SpecialCasePayment.unspecified
    var fund: Int64 = 0
    var score = ""

    init(_ outcome: SpecialOutcome.Decision?) {
      switch outcome {
      case nil: break
      case .paidByItem(let amount):
        payment = .byItem
        fund = amount.fen
      case .adjustedScore(let adjusted):
        payment = .adjustedScore
        score = adjusted.description
      }
    }
  }
}

extension Dip.SpecialCaseState {
  init(_ state: SpecialCase.State) {
    switch state {
    case .applied: self = .applied
    case .accepted: self = .accepted
    case .rejected: self = .rejected
    case .paid: self = .paid
    }
  }
}

extension SpecialCase.State {
  /// Nil for unspecified.
  ///
  /// - Throws: `DIP_VALUE_UNKNOWN`.
  init?(_ state: Dip.SpecialCaseState) throws(Problem) {
    switch state {
    case .unspecified: return nil
    case .applied: self = .applied
    case .accepted: self = .accepted
    case .rejected: self = .rejected
    case .paid: self = .paid
    default: throw Problem.valueUnknown("state", state.rawValue)
    }
  }
}

extension SpecialCaseGround {
  /// - Throws: `DIP_VALUE_UNKNOWN`.
  init(_ ground: Dip.SpecialCaseGround) throws(Problem) {
    switch ground {
    case .costRatio: self = .costRatio
    case .longStay: self = .longStay
    case .newTechnology: self = .newTechnology
    case .critical: self = .critical
    case .multidisciplinary: self = .multidisciplinary
    default: throw Problem.valueUnknown("grounds", ground.rawValue)
    }
  }
}

extension Dip.SpecialCaseGround {
  init(_ ground: SpecialCaseGround) {
    switch ground {
    case .costRatio: self = .costRatio
    case .longStay: self = .longStay
    case .newTechnology: self = .newTechnology
    case .critical: self = .critical
    case .multidisciplinary: self = .multidisciplinary
    }
  }
}

extension Problem {
  /// A value of an enumeration that this version does not know.
  static func valueUnknown(_ field: String, _ value: Int32) -> Problem {
    Problem(
      .invalidInput, "DIP_VALUE_UNKNOWN", zh: "字段 \(field) 的值 \(value) 无法识别。",
      en: "The value \(value) of \(field) is not known.", remedyZh: "请对照接口文件填写。",
      remedyEn: "Use a value of the contract.")
  }
}
