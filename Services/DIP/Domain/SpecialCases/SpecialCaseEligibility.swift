import Quantities

/// Whether a case may apply for 特例单议, by the policy's list of grounds.
public struct SpecialCaseEligibility: Sendable {
  /// What the list and its score show.
  public struct Facts: Sendable, Hashable {
    public var cost: Money
    /// The reference in yuan that the policy's deviation bands compare the cost with; nil when the
    /// case has none.
    public var standard: BigRatio?
    public var stayInDays: Int
    public var icuDays: Int
    /// Codes of the list that the catalogue names as new technology; nil when it has no such table.
    public var newTechnologies: [String]?

    public init(
      cost: Money, standard: BigRatio?, stayInDays: Int, icuDays: Int, newTechnologies: [String]?
    ) {
      self.cost = cost
      self.standard = standard
      self.stayInDays = stayInDays
      self.icuDays = icuDays
      self.newTechnologies = newTechnologies
    }

    /// As the rule of the policy reads them.
    fileprivate var figures: SpecialCaseFigures {
      SpecialCaseFigures(
        cost: cost, standard: standard, stayInDays: stayInDays,
        usesNewTechnology: newTechnologies.map { !$0.isEmpty } ?? false, isCritical: icuDays > 0)
    }

    /// What is measured for a ground, as text.
    fileprivate func figure(_ ground: SpecialCaseGround) -> String {
      switch ground {
      case .costRatio:
        standard.flatMap { BigRatio(cost.ratio).divided(by: $0) }?.description ?? ""
      case .longStay: String(stayInDays)
      case .newTechnology: newTechnologies?.joined(separator: "|") ?? ""
      case .critical: String(icuDays)
      case .multidisciplinary: ""
      }
    }

    /// Whether the list can show at all that a ground does not hold.
    fileprivate func decides(_ ground: SpecialCaseGround) -> Bool {
      switch ground {
      case .costRatio, .longStay: true
      case .newTechnology: newTechnologies != nil
      case .critical, .multidisciplinary: false
      }
    }
  }

  /// What the check of one ground found.
  public struct Finding: Sendable, Hashable {
    public var ground: SpecialCaseGround
    /// False when it rests on the evidence.
    public var isMeasured: Bool
    /// Exact; empty when nothing is measured.
    public var figure: String
    /// Empty where the policy has none.
    public var limit: String

    public init(ground: SpecialCaseGround, isMeasured: Bool, figure: String, limit: String) {
      self.ground = ground
      self.isMeasured = isMeasured
      self.figure = figure
      self.limit = limit
    }
  }

  /// How one ground stands.
  private enum Standing {
    /// The list shows it, or shows that it is not so.
    case measured(Bool, figure: String)
    /// Only evidence can show it.
    case unmeasured
  }

  private let rule: SpecialCaseRule

  public init(rule: SpecialCaseRule) { self.rule = rule }

  /// The findings that an application rests on.
  ///
  /// - Parameters:
  ///   - claimed: the grounds; without any, all that the list shows.
  ///   - hasEvidence: whether the application states what proves it.
  /// - Throws: `DIP_SPECIAL_CASE_GROUND_UNKNOWN` for a ground that the policy does not know,
  ///   `DIP_SPECIAL_CASE_NOT_ELIGIBLE` when the list shows that a ground does not hold, or none does,
  ///   `DIP_SPECIAL_CASE_EVIDENCE_MISSING` when a ground rests on evidence that is not stated.
  public func findings(
    claimed: [SpecialCaseGround], facts: Facts, hasEvidence: Bool
  ) throws(Problem) -> [Finding] {
    guard !rule.eligible.isEmpty else {
      return claimed.map { Finding(ground: $0, isMeasured: false, figure: "", limit: "") }
    }
    guard !claimed.isEmpty else { return try shown(facts) }
    var findings: [Finding] = []
    for ground in Set(claimed).sorted(by: { $0.rawValue < $1.rawValue }) {
      guard let eligibility = rule.eligible.first(where: { $0.ground == ground }) else {
        throw Self.unknown(ground, of: rule)
      }
      switch standing(eligibility, facts) {
      case .measured(true, let figure):
        findings.append(
          Finding(ground: ground, isMeasured: true, figure: figure, limit: eligibility.limit))
      case .measured(false, let figure):
        throw Self.notEligible([(ground, figure, eligibility.limit)])
      case .unmeasured:
        guard hasEvidence else { throw Self.evidenceMissing(ground) }
        findings.append(
          Finding(ground: ground, isMeasured: false, figure: "", limit: eligibility.limit))
      }
    }
    return findings
  }

  /// Everything that the list itself shows.
  private func shown(_ facts: Facts) throws(Problem) -> [Finding] {
    var findings: [Finding] = []
    var failed: [(SpecialCaseGround, String, String)] = []
    for eligibility in rule.eligible {
      guard case .measured(let holds, let figure) = standing(eligibility, facts) else { continue }
      if holds {
        findings.append(
          Finding(
            ground: eligibility.ground, isMeasured: true, figure: figure,
            limit: eligibility.limit))
      } else {
        failed.append((eligibility.ground, figure, eligibility.limit))
      }
    }
    guard !findings.isEmpty else { throw Self.notEligible(failed) }
    return findings.sorted { $0.ground.rawValue < $1.ground.rawValue }
  }

  private func standing(
    _ eligibility: SpecialCaseRule.Eligibility, _ facts: Facts
  ) -> Standing {
    let holds = eligibility.holds(facts.figures)
    guard holds || facts.decides(eligibility.ground) else { return .unmeasured }
    return .measured(holds, figure: facts.figure(eligibility.ground))
  }

  private static func unknown(_ ground: SpecialCaseGround, of rule: SpecialCaseRule) -> Problem {
    Problem(
      .invalidInput, "DIP_SPECIAL_CASE_GROUND_UNKNOWN",
      zh: "政策的特例单议条件中没有 \(ground.rawValue)。",
      en: "The policy's special cases do not know the ground \(ground.rawValue).",
      remedyZh: "请从政策 special_case.eligible 所列条件中选择。",
      remedyEn: "Choose one that the policy lists under special_case.eligible.",
      details: rule.eligible.map { Problem.Detail($0.ground.rawValue, $0.limit) })
  }

  private static func notEligible(
    _ failed: [(ground: SpecialCaseGround, figure: String, limit: String)]
  ) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_NOT_ELIGIBLE", zh: "病例不符合特例单议条件。",
      en: "The case does not meet the conditions of a special case.",
      remedyZh: "请核对费用、住院天数与清单；需凭材料认定的条件请写明条件与证明材料。",
      remedyEn: "Check cost, stay and list; name grounds that rest on evidence, with the evidence.",
      details: failed.map {
        Problem.Detail(
          $0.ground.rawValue, "\($0.figure.isEmpty ? "–" : $0.figure) / \($0.limit)")
      })
  }

  private static func evidenceMissing(_ ground: SpecialCaseGround) -> Problem {
    Problem(
      .invalidInput, "DIP_SPECIAL_CASE_EVIDENCE_MISSING",
      zh: "条件 \(ground.rawValue) 须有证明材料。",
      en: "The ground \(ground.rawValue) rests on evidence, and none is stated.",
      remedyZh: "请写明病历、会诊记录等材料及编号。",
      remedyEn: "State the records that prove it, with their numbers.")
  }
}
