import Quantities

/// A family-doctor contract (家庭医生签约): one resident, one doctor of a team, one package, some days.
///
/// A value of what is decided; every change is a new value together with the step that led to it.
/// Source of the life cycle: seed 000 clause 10, seed 004 clause 10 and 国卫基层发〔2018〕35号.
public struct FamilyContract: Sendable, Hashable {
  public let id: String
  public let residentID: String
  public let teamID: String
  public let institutionCode: String
  public let doctorID: String
  public let packageCode: String
  public let packageVersion: Int
  public let fee: PackageFee
  /// The days as they now stand.
  public internal(set) var period: DayInterval
  /// The day after the last one, as agreed when signing.
  public let agreedUntil: Day
  public internal(set) var standing: ContractStanding
  public internal(set) var endReason: ContractReason?
  /// The contract that this one renews or was transferred from.
  public internal(set) var predecessorID: String?
  /// The contract that renewed this one, or to which it was transferred.
  public internal(set) var successorID: String?

  public init(
    id: String, residentID: String, teamID: String, institutionCode: String, doctorID: String,
    packageCode: String, packageVersion: Int, fee: PackageFee, period: DayInterval,
    agreedUntil: Day, standing: ContractStanding, endReason: ContractReason? = nil,
    predecessorID: String? = nil, successorID: String? = nil
  ) {
    self.id = id
    self.residentID = residentID
    self.teamID = teamID
    self.institutionCode = institutionCode
    self.doctorID = doctorID
    self.packageCode = packageCode
    self.packageVersion = packageVersion
    self.fee = fee
    self.period = period
    self.agreedUntil = agreedUntil
    self.standing = standing
    self.endReason = endReason
    self.predecessorID = predecessorID
    self.successorID = successorID
  }

  /// Whether its days count against the resident's and the doctor's other contracts.
  public var occupiesDays: Bool {
    switch standing {
    case .draft, .refused: false
    case .signed, .terminated, .transferred: !period.isEmpty
    }
  }

  /// The state on a day (签约状态).
  public func state(on day: Day) -> ContractState {
    switch standing {
    case .draft: return .draft
    case .refused: return .refused
    case .signed, .terminated, .transferred:
      if period.contains(day) { return .active }
      // A contract ended before its first day never comes into force.
      if day < period.from, !period.isEmpty { return .signed }
      switch standing {
      case .terminated: return .terminated
      case .transferred: return .transferred
      default: return successorID == nil ? .expired : .renewed
      }
    }
  }
}
