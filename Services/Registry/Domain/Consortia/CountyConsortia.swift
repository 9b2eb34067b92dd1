import Quantities

/// What the rules say about the consortia of one county on one day (县域医共体核查, M24 to M30).
public struct CountyConsortia: Sendable, Hashable {
  public let county: Area
  /// The count of its residents that the rules went by.
  public let residents: Area.Population?
  /// Its county consortia, by code, each with findings of its own.
  public let consortia: [ConsortiumCheck]
  /// About the county as a whole: how many consortia it has, clinics outside them, clinics without a
  /// doctor.
  public let findings: [RuleFinding]
  /// Public village clinics, and those of them that belong to no county consortium (M28).
  public let publicVillageClinics: Int
  public let missingVillageClinics: [RegistryCode]
  /// Private, rehabilitation, nursing and hospice institutions, and those of them that joined (M30).
  public let socialInstitutions: [RegistryCode]
  public let socialMembers: [RegistryCode]

  /// Every finding, of the county and of its consortia.
  public var allFindings: [RuleFinding] { findings + consortia.flatMap(\.findings) }

  /// - Parameters:
  ///   - day: of the check.
  ///   - checks: of the county's consortia; what they say about the county as a whole is said once.
  ///   - clinics: public village clinics, and whether each belongs to a county consortium.
  ///   - social: the institutions that the texts invite, and whether each belongs.
  ///   - clinicFindings: about the doctors of its village clinics (M24).
  public init(
    _ county: Area, on day: Day, _ checks: [ConsortiumCheck],
    clinics: [(RegistryCode, belongs: Bool)],
    social: [(RegistryCode, belongs: Bool)], clinicFindings: [RuleFinding], rules: RegistryRules
  ) {
    self.county = county
    residents = county.populationForRules(on: day)
    let shared: Set<RegistryRule> = [.oneConsortium, .villageClinics]
    var once: [RuleFinding] = []
    for finding in checks.flatMap(\.findings) where shared.contains(finding.provision.rule) {
      if !once.contains(finding) { once.append(finding) }
    }
    let codes = checks.map(\.consortium.code)
    findings =
      [rules.noConsortium(codes, inCounty: county)].compactMap { $0 } + once + clinicFindings
    consortia = checks.map { $0.without(shared) }.sorted {
      $0.consortium.code < $1.consortium.code
    }
    publicVillageClinics = clinics.count
    missingVillageClinics = clinics.filter { !$0.belongs }.map(\.0)
    socialInstitutions = social.map(\.0)
    socialMembers = social.filter(\.belongs).map(\.0)
  }
}

extension ConsortiumCheck {
  /// The same without what other places tell.
  fileprivate func without(_ rules: Set<RegistryRule>) -> ConsortiumCheck {
    ConsortiumCheck(self, findings: findings.filter { !rules.contains($0.provision.rule) })
  }

  private init(_ other: ConsortiumCheck, findings: [RuleFinding]) {
    consortium = other.consortium
    lead = other.lead
    self.findings = findings
    publicVillageClinics = other.publicVillageClinics
    missingVillageClinics = other.missingVillageClinics
  }
}
