import DIPDomain
import Quantities
import Store

/// A case that somebody asked to settle apart (特例单议), with its whole history.
public struct SpecialCase: Sendable, Hashable {
  public enum State: String, Sendable, CaseIterable {
    case applied, accepted, rejected, paid
  }

  public typealias Finding = SpecialCaseEligibility.Finding

  /// What an accepted case is paid.
  public typealias Outcome = SpecialOutcome.Decision

  /// One step of the review; never changed or removed.
  public struct Step: Sendable, Hashable {
    public var state: State
    public var actor: String
    public var at: Timestamp
    public var reason: String
    public var evidence: String
    /// Of the step that accepted.
    public var outcome: Outcome?
    /// Of the step that paid.
    public var runID: String

    public init(
      state: State, actor: String, at: Timestamp, reason: String, evidence: String = "",
      outcome: Outcome? = nil, runID: String = ""
    ) {
      self.state = state
      self.actor = actor
      self.at = at
      self.reason = reason
      self.evidence = evidence
      self.outcome = outcome
      self.runID = runID
    }
  }

  public var listID: String
  /// Version of the list that was checked.
  public var listVersion: Int
  /// Version of the list as it is now.
  public var currentListVersion: Int
  /// Region of the policy whose quota counts the case.
  public var region: String
  /// Year of discharge.
  public var year: Int
  public var dischargeDay: Day
  public var institutionCode: String
  public var insuranceType: Int
  public var totalCost: Money
  public var fundPaid: Money
  public var state: State
  /// Set once accepted.
  public var outcome: Outcome?
  /// Place within the quota.
  public var seat: Int?
  public var findings: [Finding]
  /// Oldest first; empty in lists.
  public var steps: [Step]

  public init(
    listID: String, listVersion: Int, currentListVersion: Int = 0, region: String, year: Int,
    dischargeDay: Day, institutionCode: String, insuranceType: Int, totalCost: Money,
    fundPaid: Money, state: State = .applied, outcome: Outcome? = nil, seat: Int? = nil,
    findings: [Finding],
    steps: [Step]
  ) {
    self.listID = listID
    self.listVersion = listVersion
    self.currentListVersion = max(currentListVersion, listVersion)
    self.region = region
    self.year = year
    self.dischargeDay = dischargeDay
    self.institutionCode = institutionCode
    self.insuranceType = insuranceType
    self.totalCost = totalCost
    self.fundPaid = fundPaid
    self.state = state
    self.outcome = outcome
    self.seat = seat
    self.findings = findings
    self.steps = steps
  }

  /// The list was corrected after the application: what was reviewed is not what is settled.
  public var isLapsed: Bool { currentListVersion > listVersion }
}

/// An accepted special case whose list was corrected after the review (复议前按一般规则): the acceptance
/// is about the earlier version, so that a settlement takes the normal rule.
public struct LapsedSpecialCase: Sendable, Hashable {
  /// `setl_id` of the settlement list.
  public var listID: String
  public var reviewedVersion: Int
  public var listVersion: Int

  public init(listID: String, reviewedVersion: Int, listVersion: Int) {
    self.listID = listID
    self.reviewedVersion = reviewedVersion
    self.listVersion = listVersion
  }
}

extension SpecialOutcome.Decision {
  /// As the columns payment, fund and score hold it.
  var stored: (payment: String, fund: Int64, score: String) {
    switch self {
    case .paidByItem(let fund): ("by_item", fund.fen, "")
    case .adjustedScore(let score): ("adjusted_score", 0, score.description)
    }
  }

  /// Nil where nothing was accepted.
  init?(_ row: Row) throws {
    switch try row.text("payment") {
    case "": return nil
    case "by_item": self = .paidByItem(fund: Money(fen: try row.int64("fund")))
    case "adjusted_score": self = .adjustedScore(try Decimal(parsing: try row.text("score")))
    case let name: throw Problem.storedValueUnknown(column: "payment", value: name)
    }
  }
}
