import Quantities

/// How many people work in a set of institutions on one day (人员统计). Somebody who works at two of
/// them is one head and is shared out between them by working time.
public struct StaffCount: Sendable, Hashable {
  /// What one institution has.
  public struct Row: Sendable, Hashable {
    public let institution: RegistryCode
    /// People who work there, in whatever way (在岗人数).
    public var people = 0
    /// People it employs, wherever they work (在职人数).
    public var employed = 0
    /// People who hold one of its approved posts, wherever they work (占编人数).
    public var postHolders = 0
    /// Working time spent there (全时当量).
    public var fullTimeEquivalents = Ratio.zero
  }

  /// By institution code.
  public let rows: [Row]
  /// People who work in any of the institutions, each counted once.
  public let people: Int
  /// People by type, each counted once; types without people are left out.
  public let peopleByKind: [PractitionerKind: Int]
  /// Working time spent in the institutions: the sum of the rows.
  public let fullTimeEquivalents: Ratio
  /// Practitioners whose written shares are more than a full working time; they are counted by
  /// equal parts, and named so that somebody corrects them.
  public let overshared: [RegistryCode]

  /// - Parameters:
  ///   - postings: every posting of the day of everybody who has one in the institutions or is
  ///     employed by one, those elsewhere too: how a person's time is shared depends on all.
  ///   - kind: the type of a practitioner on the day; nil for one who is not registered then.
  ///   - institutions: what is counted.
  public init(
    _ postings: [Posting], kind: (RegistryCode) -> PractitionerKind?,
    in institutions: Set<RegistryCode>
  ) throws(Problem) {
    var rows: [RegistryCode: Row] = [:]
    for code in institutions { rows[code] = Row(institution: code) }
    var (people, byKind, overshared) = (0, [PractitionerKind: Int](), [RegistryCode]())
    // Each field of an entry is read once: fields are text until they are asked for.
    for (person, own) in Dictionary(grouping: postings.map(Work.init), by: \.person) {
      guard let type = kind(person) else { continue }
      let shares: [Ratio]
      if let written = WorkShare.completed(own.map(\.share)) {
        shares = written
      } else {
        overshared.append(person)
        shares = own.map { _ in .part(of: own.count) }
      }
      for (work, share) in zip(own, shares) {
        guard let standing = rows[work.institution]?.fullTimeEquivalents else { continue }
        rows[work.institution]?.fullTimeEquivalents = try standing + share
      }
      let places = Set(own.map(\.institution)).intersection(institutions)
      for place in places { rows[place]?.people += 1 }
      for employer in Set(own.map(\.employer)) { rows[employer]?.employed += 1 }
      for employer in Set(own.filter(\.holdsPost).map(\.employer)) {
        rows[employer]?.postHolders += 1
      }
      guard !places.isEmpty else { continue }
      people += 1
      byKind[type, default: 0] += 1
    }
    self.rows = rows.values.sorted { $0.institution < $1.institution }
    self.people = people
    peopleByKind = byKind
    self.overshared = overshared.sorted()
    var sum = Ratio.zero
    for row in self.rows { sum = try sum + row.fullTimeEquivalents }
    fullTimeEquivalents = sum
  }

  /// By what the registry knows of a day.
  public init(
    of institutions: Set<RegistryCode>, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    let people = Set(try knowledge.postings(at: institutions, on: day).map(\.practitioner))
    let kinds = try knowledge.practitioners(people, on: day).mapValues(\.kind)
    try self.init(
      try knowledge.entries(Posting.self, Posting.practitioner, in: people, on: day),
      kind: { kinds[$0] }, in: institutions)
  }
}

/// What of a posting counts.
private struct Work {
  let person: RegistryCode
  let institution: RegistryCode
  let employer: RegistryCode
  let share: WorkShare?
  let holdsPost: Bool

  init(_ posting: Posting) {
    person = posting.practitioner
    institution = posting.institution
    employer = posting.home ?? institution
    share = posting.share
    holdsPost = posting.holdsPost
  }
}

extension Ratio {
  /// One of so many equal parts of one.
  fileprivate static func part(of count: Int) -> Ratio {
    guard let part = try? Ratio.one / Ratio(Int64(count)) else {
      preconditionFailure("whoever is counted has a posting")
    }
    return part
  }
}
