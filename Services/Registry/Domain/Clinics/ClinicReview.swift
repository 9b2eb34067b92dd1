import Quantities

/// What the rules say about the village clinics of an area on one day (村卫生室核查, M24, M63).
public struct ClinicReview: Sendable, Hashable {
  /// One clinic, and who works there.
  public struct Clinic: Sendable, Hashable {
    public let institution: Institution
    /// Nil when the registry does not say how it serves.
    public let service: VillageClinic?
    /// Doctors who work there other than dispatched.
    public let doctors: Int
    /// Doctors dispatched there for long enough to count (M24).
    public let dispatched: Int
    public let findings: [RuleFinding]
  }

  /// By institution code.
  public let clinics: [Clinic]

  public var findings: [RuleFinding] { clinics.flatMap(\.findings) }

  /// By what the registry knows of an area (nil is everywhere) on a day.
  public init(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    let places = try knowledge.institutions(in: area, kinds: [.villageClinic], on: day)
    let codes = places.map(\.code)
    let services = Dictionary(
      try knowledge.entries(VillageClinic.self, VillageClinic.institution, in: codes, on: day)
        .map { ($0.institution, $0) }, uniquingKeysWith: { $1 })
    let postings = try knowledge.entries(Posting.self, Posting.institution, in: codes, on: day)
    let people = try knowledge.practitioners(postings.map(\.practitioner), on: day)
    let lengths = Dictionary(
      grouping: try knowledge.timelines(Posting.self, Posting.institution, in: codes)
        .filter { $0.fact.kind == .dispatched }, by: \.fact.key)
    let doctors = Dictionary(
      grouping: postings.filter { people[$0.practitioner]?.kind.isDoctor == true },
      by: \.institution)
    clinics = try places.map { place in
      try Clinic(
        place, services[place.code], doctors[place.code] ?? [],
        dispatchCounts: {
          knowledge.rules.dispatchCounts(
            lengths[$0.key, default: []].map(\.validity), on: day, in: place.area)
        },
        host: services[place.code]?.host.flatMap { try knowledge.institution($0, on: day) },
        rules: knowledge.rules)
    }
  }
}

extension ClinicReview.Clinic {
  fileprivate init(
    _ place: Institution, _ service: VillageClinic?, _ postings: [Posting],
    dispatchCounts: (Posting) -> Bool, host: Institution?, rules: RegistryRules
  ) {
    let own = Set(postings.filter { $0.kind != .dispatched }.map(\.practitioner))
    let engaged = Set(postings.filter { $0.kind == .townshipEngaged }.map(\.practitioner))
    let sent = Set(
      postings.filter { $0.kind == .dispatched && dispatchCounts($0) }
        .map(\.practitioner)
    ).subtracting(own)
    institution = place
    self.service = service
    doctors = own.count
    dispatched = sent.count
    // 巡回医疗 and 邻(联)村延伸 are what the text offers in place of a doctor on the spot.
    let isVisited = service?.mode == .roving || service?.mode == .outreach
    findings = [
      isVisited ? nil : rules.clinicStaff(place, own: own.count, dispatched: sent.count),
      rules.publicOwnership(place, host: host, doctors: own.count, engaged: engaged.count),
    ].compactMap { $0 }
  }
}

extension VillageClinic {
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let rules = knowledge.rules
    let joint = try rules.jointClinic(
      self, residents: { try knowledge.area($0, on: day)?.populationForRules(on: day)?.residents },
      adjacent: { a, b in try knowledge.neighbours(of: a, on: day).contains { $0.code == b } })
    guard let place = try knowledge.institution(institution, on: day) else { return joint }
    let opened = try knowledge.timelines(
      VillageClinic.self, VillageClinic.institution, in: [institution]
    ).first?.validity.from
    let street = rules.convertedStreet(
      place, openedOn: min(opened ?? day, day),
      convertedOn: try knowledge.conversion(of: seat, on: day))
    return joint + [street].compactMap { $0 }
  }

  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try ClinicReview(in: area, on: day, knowledge).findings
  }
}

extension ClinicPlan {
  /// By what the registry knows of an area on a day. Neighbours across its border are looked at, and
  /// not planned for.
  public init(
    in area: AreaCode, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    let villages = try knowledge.areas(in: area, level: .village, on: day)
    let clinics = Dictionary(
      grouping: try knowledge.institutions(in: area, kinds: [.villageClinic], on: day),
      by: \.area)
    // All villages of a town became those of a street on the same day.
    var conversions: [AreaCode: Day?] = [:]
    for village in villages {
      guard let town = village.parent, conversions[town] == nil else { continue }
      conversions[town] = .some(try knowledge.conversion(of: village.code, on: day))
    }
    let limit = knowledge.rules.provision(.jointClinic, in: area)?.threshold ?? 0
    self.init(
      try villages.map { village in
        PlannedVillage(
          code: village.code, name: village.name, kind: village.kind,
          residents: village.populationForRules(on: day)?.residents,
          neighbours: Set(try knowledge.neighbours(of: village.code, on: day).map(\.code)),
          convertedOn: village.parent.flatMap { conversions[$0] ?? nil },
          clinics: clinics[village.code, default: []].map(\.code))
      }, limit: limit)
  }
}
