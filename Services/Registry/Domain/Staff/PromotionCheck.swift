import Quantities

/// Whether a doctor has served long enough at the base to be promoted (晋升前基层服务核查, M53).
public struct PromotionCheck: Sendable, Hashable {
  public let practitioner: Practitioner
  /// Whether the rule is about them: a physician whom a hospital in a city employs (城市医生).
  public let isCityDoctor: Bool
  /// Time served at the base, or at a paired institution.
  public let base: ServiceTime
  public let findings: [RuleFinding]

  /// By what the registry knows on a day.
  public init(
    _ practitioner: Practitioner, to title: ProfessionalTitle, on day: Day,
    _ knowledge: any RegistryKnowledge
  ) throws {
    let postings = try knowledge.entries(
      Posting.self, Posting.practitioner, in: [practitioner.code], on: day)
    let employers = try Set(postings.map(\.employer)).sorted()
      .compactMap { try knowledge.institution($0, on: day) }
    let hospital = try employers.first { employer in
      try employer.kind.isHospital && knowledge.isInCity(employer.area, on: day)
    }
    self.practitioner = practitioner
    isCityDoctor = hospital != nil && practitioner.kind == .physician
    let base = try Careers(of: [practitioner.code], on: day, knowledge)
      .baseTime(of: practitioner.code)
    self.base = base
    findings = [
      hospital.flatMap {
        knowledge.rules.promotion(practitioner, to: title, base: base, in: $0.area)
      }
    ].compactMap { $0 }
  }
}

extension Practitioner {
  /// M53 speaks when the title becomes 主治 or 副主任.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let before = try knowledge.practitioners([code], on: day.adding(days: -1))[code]
    guard let before, before.title < title else { return [] }
    return try PromotionCheck(self, to: title, on: day, knowledge).findings
  }
}

extension RegistryKnowledge {
  /// Whether an area lies in a city: a district, a city of county level, or no county at all.
  func isInCity(_ code: AreaCode, on day: Day) throws -> Bool {
    var next: AreaCode? = code
    while let code = next, let area = try area(code, on: day) {
      switch area.kind {
      case .district, .countyCity: return true
      default: break
      }
      if area.code.level <= .county { return area.code.level < .county }
      next = area.parent
    }
    return false
  }
}
