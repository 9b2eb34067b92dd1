/// How the age of a patient is counted (年龄口径).
public struct AgeRule: Sendable, Hashable {
  /// The day at which the age is taken.
  public enum Moment: String, Sendable, Hashable, CaseIterable {
    case admission, discharge
  }

  /// How years are counted.
  public enum Years: String, Sendable, Hashable, CaseIterable {
    /// Completed years: one more on each birthday (周岁).
    case birthday
    /// Difference of the calendar years (年份差).
    case calendar
  }

  public var moment: Moment
  public var years: Years

  public init(moment: Moment = .admission, years: Years = .birthday) {
    self.moment = moment
    self.years = years
  }
}
