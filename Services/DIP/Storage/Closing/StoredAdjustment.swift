import DIPDomain
import Quantities
import Store

/// A closed year settled again (调整结算), as it is stored. Never changed; the next correction is
/// another one.
public struct StoredAdjustment: Sendable, Hashable {
  /// The item of a line for what an institution gets after assessment, deductions and bands.
  public static let due = "due"

  /// One amount of an institution before and after.
  public struct Line: Sendable, Hashable {
    public var institutionCode: String
    public var institutionName: String
    /// Empty without several packages.
    public var consortium: String
    /// Empty when pools are merged.
    public var insuranceCode: String
    /// A part of the statement, or `due`.
    public var item: String
    public var before: Money
    public var after: Money

    public init(
      institutionCode: String, institutionName: String, consortium: String,
      insuranceCode: String, item: String, before: Money, after: Money
    ) {
      self.institutionCode = institutionCode
      self.institutionName = institutionName
      self.consortium = consortium
      self.insuranceCode = insuranceCode
      self.item = item
      self.before = before
      self.after = after
    }
  }

  /// What changed in one pool: pool = paid + residual + regulation.
  public struct Pool: Sendable, Hashable {
    public var consortium: String
    public var insuranceCode: String
    public var pool: Money
    public var paid: Money
    public var residual: Money
    public var regulation: Money

    public init(
      consortium: String, insuranceCode: String, pool: Money, paid: Money, residual: Money,
      regulation: Money
    ) {
      self.consortium = consortium
      self.insuranceCode = insuranceCode
      self.pool = pool
      self.paid = paid
      self.residual = residual
      self.regulation = regulation
    }
  }

  public var region: String
  public var year: Int
  /// 1, 2, 3 … within region and year.
  public var number: Int
  public var beforeRun: String
  public var afterRun: String
  public var reason: String
  /// Identity of who adjusted.
  public var actor: String
  public var createdAt: Timestamp
  /// Only pools that differ.
  public var pools: [Pool]
  /// Only what differs; empty in lists.
  public var lines: [Line]

  public init(
    region: String, year: Int, number: Int, beforeRun: String, afterRun: String, reason: String,
    actor: String, createdAt: Timestamp, pools: [Pool], lines: [Line]
  ) {
    self.region = region
    self.year = year
    self.number = number
    self.beforeRun = beforeRun
    self.afterRun = afterRun
    self.reason = reason
    self.actor = actor
    self.createdAt = createdAt
    self.pools = pools
    self.lines = lines
  }

  /// Derived from its place in the chain and the two runs.
  public var adjustmentID: String {
    var hasher = SHA256Hasher()
    for field in [region, String(year), String(number), beforeRun, afterRun] {
      hasher.update(Int64(field.utf8.count))
      hasher.update(field)
    }
    return String(hasher.finish().description.prefix(32))
  }
}

extension [StoredAdjustment.Line] {
  /// The lines of a difference: of each account what is due, then its parts.
  ///
  /// - Parameter names: of the institutions, by code.
  public init(_ difference: SettlementDifference, names: [String: String]) {
    self = difference.lines.flatMap { line in
      func made(_ item: String, _ before: Money, _ after: Money) -> StoredAdjustment.Line {
        StoredAdjustment.Line(
          institutionCode: line.key.institution,
          institutionName: names[line.key.institution] ?? "",
          consortium: line.key.consortium ?? "", insuranceCode: line.key.insurance ?? "",
          item: item, before: before, after: after)
      }
      return [made(StoredAdjustment.due, line.dueBefore, line.dueAfter)]
        + line.parts.map { made($0.part.code, $0.before, $0.after) }
    }
  }
}

extension [StoredAdjustment.Pool] {
  public init(_ difference: SettlementDifference) {
    self = difference.pools.map {
      StoredAdjustment.Pool(
        consortium: $0.key.consortium ?? "", insuranceCode: $0.key.insurance ?? "",
        pool: $0.pool, paid: $0.paid, residual: $0.residual, regulation: $0.regulation)
    }
  }
}
