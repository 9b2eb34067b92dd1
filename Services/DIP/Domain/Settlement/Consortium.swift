import Quantities

/// A county medical consortium as a settlement sees it (紧密型县域医共体): who leads it, who belongs to it
/// and when, and whose stays its package answers for.
public struct Consortium: Sendable, Hashable {
  /// A span of days that an institution belongs to it; ends included.
  public struct Membership: Sendable, Hashable {
    public var institution: String
    public var first: Day
    /// nil while it goes on.
    public var last: Day?

    public init(institution: String, first: Day, last: Day? = nil) {
      self.institution = institution
      self.first = first
      self.last = last
    }

    func holds(on day: Day) -> Bool { first <= day && last.map { day <= $0 } ?? true }

    func overlaps(_ other: Membership) -> Bool {
      other.last.map { first <= $0 } ?? true && last.map { other.first <= $0 } ?? true
    }
  }

  /// Code in the registry; unique in a settlement.
  public var code: String
  public var name: String
  /// The general hospital that receives the package (总医院).
  public var lead: String
  /// Persons insured in this area, a county or larger, belong to the package; nil takes all of the
  /// region's.
  public var area: AreaCode?
  public var memberships: [Membership]

  public init(
    code: String, name: String, lead: String, area: AreaCode? = nil, memberships: [Membership]
  ) {
    self.code = code
    self.name = name
    self.lead = lead
    self.area = area
    self.memberships = memberships
  }

  /// Whether an institution belongs to it on a day.
  public func holds(_ institution: String, on day: Day) -> Bool {
    memberships.contains { $0.institution == institution && $0.holds(on: day) }
  }

  /// Codes of all who belong to it at some time, in order.
  public var members: [String] { Set(memberships.map(\.institution)).sorted() }
}

/// Where a stay belongs (病例归属): it counts by the membership of the institution on the day of
/// discharge.
public enum PackagePlace: Sendable, Hashable {
  /// At a member: DIP of the package pays it. Index of the consortium.
  case inside(Int)
  /// Elsewhere: charged to the package at what was paid there (外转费用).
  case referredOut(Int)
  /// The person's area has no package.
  case outside

  /// Why a case is not scored; nil inside.
  public var reason: String? {
    switch self {
    case .inside: nil
    case .referredOut: "REFERRED_OUT"
    case .outside: "AREA_WITHOUT_PACKAGE"
    }
  }
}
