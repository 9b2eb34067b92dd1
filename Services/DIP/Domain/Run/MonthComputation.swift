import Quantities

/// The advances of a month computed from its lists (月预结算计算). Pure, and the same for any number of
/// threads and any order of lists.
public struct MonthComputation: Sendable {
  public let counts: SettlementComputation.Counts
  /// The consortia whose packages advance; nil where all of the region is one pool.
  public let roster: ConsortiumRoster?
  /// Whether the policy settles packages.
  public let isPackage: Bool
  /// In order of institution code, package and pool.
  public let lines: [MonthlyAdvance]
  /// SHA-256 over the lines.
  public let digest: SHA256Digest

  /// - Parameter before: lines of the month whose debts are carried in; empty without any.
  ///   Under packages a case counts where the institution belonged on the day of discharge, as in the
  ///   year.
  /// - Throws: what `MonthlyAdvance.settle` throws, `DIP_CONSORTIUM_INVALID` and
  ///   `DIP_INSTITUTION_UNKNOWN`.
  public init(
    _ inputs: SettlementComputation.Inputs, before: [MonthlyAdvance], threads: Int
  ) throws(Problem) {
    let places = try InstitutionPlaces(
      codes: inputs.lists.institutionCodes, institutions: inputs.institutions,
      funded: inputs.funds.institutions.map(\.code), region: inputs.region)
    let grouper = try Grouper(catalogue: inputs.catalogue, policy: inputs.policy)
    let groups = SettlementComputation.group(inputs.lists, by: grouper, threads: threads)
    let tables = try ScoringTables(
      policy: inputs.policy, groups: inputs.catalogue.scoringGroups,
      institutions: places.members)
    let classifier = try AuxiliaryClassifier(policy: inputs.policy, catalogue: inputs.catalogue)
    let roster = try ConsortiumRoster(of: inputs)
    let placed = try PlacedCases(inputs, groups, places, tables, classifier, roster)
    self.roster = roster
    isPackage = inputs.policy.consortium != nil
    counts = placed.counts
    let cases = try placed.columns.map { columns throws(Problem) in
      try ClusteredCases(columns, for: tables)
    }
    lines = try MonthlyAdvance.settle(
      packages: cases, roster, tables: tables, funds: inputs.funds, before: before,
      threads: threads)
    digest = Self.digest(of: lines)
  }

  private static func digest(of lines: [MonthlyAdvance]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    func update(_ text: String) {
      hasher.update(Int64(text.utf8.count))
      hasher.update(text)
    }
    for line in lines {
      update(line.institution.code)
      update(line.consortium ?? "")
      update(line.insurance ?? "")
      hasher.update(line.cases)
      update(line.totalScore)
      for amount in [
        line.totalCost, line.bookedFund, line.patientShare, line.earned, line.auditDeduction,
        line.carriedIn, line.advance, line.carriedOut, line.deposit,
      ] {
        hasher.update(amount.fen)
      }
    }
    return hasher.finish()
  }
}
