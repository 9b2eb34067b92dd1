import Quantities

/// A resident (居民) whom a family doctor may contract.
///
/// The identity number is not part of it: the store keeps it sealed, and this value its masked form.
public struct Resident: Sendable, Hashable {
  public let id: String
  public var name: String
  /// `341600***********X`
  public var maskedIdentity: String
  public var sex: Sex
  public var birthday: Day
  public var area: AreaCode
  /// Health grid (健康管理网格); empty when not assigned.
  public var grid: String
  public var insurance: InsuranceType
  /// Day of death (死亡日期): from this day on nothing is owed for the resident.
  public var deceasedOn: Day?
  public var memberships: [GroupMembership]

  public init(
    id: String, name: String, maskedIdentity: String, sex: Sex, birthday: Day, area: AreaCode,
    grid: String, insurance: InsuranceType, deceasedOn: Day?, memberships: [GroupMembership]
  ) {
    self.id = id
    self.name = name
    self.maskedIdentity = maskedIdentity
    self.sex = sex
    self.birthday = birthday
    self.area = area
    self.grid = grid
    self.insurance = insurance
    self.deceasedOn = deceasedOn
    self.memberships = memberships
  }

  /// Completed years on a day (周岁).
  public func age(on day: Day) -> Int { day.years(since: birthday) }

  /// The key groups on a day, those of age included, each once and in order.
  public func groups(on day: Day) -> [PopulationGroup] {
    let registered = memberships.lazy.filter { $0.covers(day) }.map(\.group)
    return Set(PopulationGroup.derived(age: age(on: day))).union(registered).sorted()
  }

  public func isAlive(on day: Day) -> Bool {
    guard let deceasedOn else { return true }
    return day < deceasedOn
  }
}
