import Quantities
import Tabular

/// What the fund paid at one institution for the insured of a package who were treated there instead
/// of at a member (外转费用).
public struct Referral: Sendable, Hashable {
  /// Code of the consortium; empty without several packages.
  public var consortium: String
  /// Institution code.
  public var institution: String
  public var cases: Int
  public var totalCost: Money
  /// Charged to the package.
  public var fund: Money

  public init(
    consortium: String, institution: String, cases: Int, totalCost: Money, fund: Money
  ) {
    self.consortium = consortium
    self.institution = institution
    self.cases = cases
    self.totalCost = totalCost
    self.fund = fund
  }
}

extension SettlementComputation {
  /// What was paid elsewhere for the insured of the packages, in order of consortium and institution;
  /// empty where the policy has no package. Its sums are what the packages were charged by the lists.
  ///
  /// - Parameter lists: those that were settled.
  public func referrals(of lists: CaseColumns) throws(Problem) -> [Referral] {
    guard tables.policy.consortium != nil else { return [] }
    let members = Set(tables.institutions.map(\.code))
    let codes = (0..<Int32(lists.institutionCodes.count)).map { lists.institutionCodes[$0] }
    var sums: [AccountKey: Referral] = [:]
    for index in 0..<lists.count {
      let institution = codes[Int(lists.institutions[index])]
      guard
        let consortium = charged(
          institution, isInRegion: members.contains(institution), area: lists.areas[index],
          day: lists.discharges[index].day)
      else { continue }
      let key = AccountKey(institution: institution, insurance: nil, consortium: consortium)
      var sum =
        sums[key]
        ?? Referral(
          consortium: consortium, institution: institution, cases: 0, totalCost: .zero,
          fund: .zero)
      sum.cases += 1
      sum.totalCost = try sum.totalCost + lists.costs[index].total
      sum.fund = try sum.fund + lists.costs[index].fund
      sums[key] = sum
    }
    return sums.values.sorted {
      ($0.consortium, $0.institution) < ($1.consortium, $1.institution)
    }
  }

  /// Code of the consortium whose package a stay is charged to as one elsewhere; empty for the only
  /// one, nil when it is paid inside or by nobody.
  private func charged(
    _ institution: String, isInRegion: Bool, area: Int32, day: Day
  ) -> String? {
    let number: Int
    switch package(institution: institution, area: area, day: day) {
    case nil: return isInRegion ? nil : ""
    case .outside: return nil
    case .inside(let place):
      guard !isInRegion else { return nil }
      number = place
    case .referredOut(let place): number = place
    }
    guard let roster, roster.consortia.count > 1 else { return "" }
    return roster.consortia[number].code
  }
}
