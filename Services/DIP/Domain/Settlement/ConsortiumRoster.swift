import Quantities

/// The consortia of a settlement, checked and ready for asking stay by stay.
public struct ConsortiumRoster: Sendable {
  public let consortia: [Consortium]
  /// First digits of the insured persons' areas of each consortium, and what cuts six digits to them.
  private let areas: [(prefix: Int32, divisor: Int32)]
  /// By institution code: consortium and span.
  private let spans: [String: [Span]]

  struct Span: Sendable {
    var consortium: Int
    var membership: Consortium.Membership
  }

  /// - Throws: `DIP_CONSORTIUM_INVALID` when codes or areas collide, an institution belongs to two
  ///   consortia on a day, or a lead never belongs to its own.
  public init(_ consortia: [Consortium]) throws(Problem) {
    var spans: [String: [Span]] = [:]
    var areas: [(prefix: Int32, divisor: Int32)] = []
    for (index, consortium) in consortia.enumerated() {
      for other in consortia[..<index]
      where other.code == consortium.code || Self.overlap(other.area, consortium.area) {
        throw Self.refused(
          "医共体 \(other.code) 与 \(consortium.code) 的编码或参保地重叠",
          "consortia \(other.code) and \(consortium.code) share a code or insured persons")
      }
      guard consortium.memberships.contains(where: { $0.institution == consortium.lead }) else {
        throw Self.refused(
          "总医院 \(consortium.lead) 不是医共体 \(consortium.code) 的成员",
          "the lead \(consortium.lead) does not belong to consortium \(consortium.code)")
      }
      for membership in consortium.memberships {
        let known = spans[membership.institution] ?? []
        guard !known.contains(where: { $0.membership.overlaps(membership) }) else {
          throw Self.refused(
            "机构 \(membership.institution) 的成员期间重叠",
            "memberships of \(membership.institution) overlap")
        }
        spans[membership.institution] = known + [Span(consortium: index, membership: membership)]
      }
      areas.append(try Self.prefix(of: consortium))
    }
    self.consortia = consortia
    self.spans = spans
    self.areas = areas
  }

  /// The consortia of a settlement; nil where the policy has no package, or nobody knows the members.
  init?(of inputs: SettlementComputation.Inputs) throws(Problem) {
    try self.init(inputs.consortia, under: inputs.policy)
  }

  /// The same for a policy alone.
  init?(_ consortia: [Consortium], under policy: Policy) throws(Problem) {
    guard policy.consortium != nil, !consortia.isEmpty else { return nil }
    try self.init(consortia)
  }

  /// Where a stay belongs.
  ///
  /// - Parameters:
  ///   - area: 参保地 as six digits.
  ///   - day: of discharge.
  public func place(institution: String, area: Int32, day: Day) -> PackagePlace {
    place(spans(of: institution), area: area, day: day)
  }

  /// The same for institutions that lists number.
  ///
  /// - Parameter spans: `spans(of:)` of the institution.
  func place(_ spans: [Span], area: Int32, day: Day) -> PackagePlace {
    guard let home = areas.firstIndex(where: { area / $0.divisor == $0.prefix }) else {
      return .outside
    }
    let isMember = spans.contains { $0.consortium == home && $0.membership.holds(on: day) }
    return isMember ? .inside(home) : .referredOut(home)
  }

  /// Memberships of an institution.
  func spans(of institution: String) -> [Span] { spans[institution] ?? [] }

  /// The consortium that an institution's own money (advances, deductions) belongs to: the one that it
  /// belonged to last.
  func home(of institution: String) -> Int? {
    spans[institution]?.max { $0.membership.first < $1.membership.first }?.consortium
  }

  private static func prefix(
    of consortium: Consortium
  ) throws(Problem) -> (prefix: Int32, divisor: Int32) {
    guard let area = consortium.area else { return (0, .max) }
    guard area.level <= .county, let digits = area.digits(6).flatMap({ Int32($0) }) else {
      throw refused(
        "医共体 \(consortium.code) 的参保地 \(area) 应为县级或以上",
        "the insured area \(area) of consortium \(consortium.code) has to be a county or larger")
    }
    let divisor = Int32(PowersOfTen.int128(6 - area.level.digits))
    return (digits / divisor, divisor)
  }

  private static func overlap(_ a: AreaCode?, _ b: AreaCode?) -> Bool {
    guard let a, let b else { return true }
    return a.contains(b) || b.contains(a)
  }

  private static func refused(_ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_CONSORTIUM_INVALID", zh: zh, en: en,
      remedyZh: "请在注册服务中修正医共体", remedyEn: "correct the consortium in the registry")
  }
}
