import DIPDomain
import DIPStorage
import Quantities
import Runtime
import Store

/// Counts the DIP discharges of a region and year, which the quota of special cases is taken of.
final class SpecialCaseQuotaDesk: Sendable {
  /// A region's quota as its lists stand.
  struct Quota: Sendable {
    var rule: SpecialCaseRule
    var discharges: Int
    var limit: Int { rule.quota(discharges: discharges) }
  }

  /// What a count depends on.
  private struct Key: Hashable {
    var region: AreaCode
    var policyHash: String
    var catalogueHash: String
    var institutions: String
    /// Codes of the consortia that the fund sheet has packages of.
    var packages: [String]
    var listRevision: Int64
  }

  /// Regions of a province that decide at the same time.
  private static let capacity = 32
  private let desk: SettlementDesk
  /// Who asks while somebody counts waits for that count.
  private let counts = Quantities.Guarded<[Key: Task<DischargeCount, any Error>]>([:])

  init(desk: SettlementDesk) { self.desk = desk }

  /// - Throws: `DIP_SPECIAL_CASE_NOT_IN_POLICY`, and what is missing to group the lists.
  func quota(region: AreaCode, year: Year) async throws -> Quota {
    let period = SettlementPeriod.year(year)
    let (copy, _) = try await desk.directory.institutions(region: region, period: period)
    let (stored, catalogue, packages, revision) = try await desk.database.read {
      [desk] connection in
      let stored = try DocumentShelf.stored(
        name: "", version: 0, region: region, year: year, in: connection)
      let catalogue = try DocumentShelf.stored(
        desk.shelf.policy(stored).catalogue, in: connection)
      let sheet = try FundTable.find(
        region: region.description, period: period.description, version: 0, in: connection)
      return (
        stored, catalogue, sheet?.packages.map(\.consortium) ?? [],
        try SettlementListTable.currentRevision(in: connection)
      )
    }
    let policy = try desk.shelf.policy(stored)
    guard let rule = policy.specialCase else { throw SpecialCasesEndpoint.notInPolicy(policy) }
    let key = Key(
      region: region, policyHash: stored.hash, catalogueHash: catalogue.hash,
      institutions: copy.digest, packages: packages, listRevision: revision)
    let counting = counts.withLock { counts in
      if let known = counts[key] { return known }
      if counts.count >= Self.capacity { counts.removeAll() }
      let task = Task { [desk] in
        try await desk.discharges(
          region: region, period: period, policy: policy, catalogueHash: catalogue.hash,
          institutions: copy, packages: packages, revision: revision)
      }
      counts[key] = task
      return task
    }
    let count: DischargeCount
    do {
      count = try await counting.value
    } catch {
      // The next one to ask counts anew.
      counts.withLock { $0[key] = nil }
      throw error
    }
    return Quota(rule: rule, discharges: count.basis(of: rule))
  }
}
