import Quantities
import Tabular

/// DIP discharges of a region and period (DIP 出院病例): what the quota of special cases is taken of.
public struct DischargeCount: Sendable, Hashable {
  /// Discharges that DIP pays, grouped or not.
  public var paid = 0
  /// Those in a group.
  public var grouped = 0

  /// Groups the lists and counts those of the region's institutions and the policy's pools that stay
  /// in the scope of DIP; under packages, those at a member of the insured's consortium.
  public init(
    _ lists: CaseColumns, policy: Policy, catalogue: Catalogue,
    institutions: [RegionInstitution], consortia: [Consortium] = [], region: AreaCode,
    threads: Int
  ) throws(Problem) {
    let places = try InstitutionPlaces(
      codes: lists.institutionCodes, institutions: institutions, funded: [], region: region)
    let grouper = try Grouper(catalogue: catalogue, policy: policy)
    let results = SettlementComputation.group(lists, by: grouper, threads: threads)
    let pools = Set(policy.pools.types)
    let roster = try ConsortiumRoster(consortia, under: policy)
    for index in 0..<lists.count
    where places.ofList[Int(lists.institutions[index])] != InstitutionPlaces.elsewhere
      && pools.contains(lists.insurances[index].code)
      && results[index].group != GroupingResult.outOfScope
    {
      let place = roster?.place(
        institution: lists.institutionCodes[lists.institutions[index]], area: lists.areas[index],
        day: lists.discharges[index].day)
      guard place?.reason == nil else { continue }
      paid += 1
      if results[index].group != GroupingResult.ungrouped { grouped += 1 }
    }
  }

  /// What the quota of a rule is taken of.
  public func basis(of rule: SpecialCaseRule) -> Int {
    switch rule.basis {
    case .paid: paid
    case .grouped: grouped
    }
  }
}
