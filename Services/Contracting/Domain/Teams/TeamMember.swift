import Quantities

/// Somebody's time in a team.
public struct TeamMember: Sendable, Hashable {
  /// The doctor's code, the same in every institution of the region.
  public let doctorID: String
  public var name: String
  public var role: TeamRole
  public var validFrom: Day
  /// The day after the last one; nil while it lasts.
  public var validUntil: Day?

  public init(doctorID: String, name: String, role: TeamRole, validFrom: Day, validUntil: Day?) {
    self.doctorID = doctorID
    self.name = name
    self.role = role
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  public func belongs(on day: Day) -> Bool {
    guard validFrom <= day else { return false }
    guard let validUntil else { return true }
    return day < validUntil
  }
}
