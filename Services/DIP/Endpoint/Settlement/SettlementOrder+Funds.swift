import DIPDomain
import DIPStorage
import Quantities
import Store

extension SettlementOrder {
  /// The consortia whose packages advance in a month, as the year will have them: those of the month's
  /// fund sheet, else of the year's, else the one that the policy's general hospital leads.
  ///
  /// - Throws: `DIP_PACKAGES_UNSTATED` when there are several and no sheet says which of them have a
  ///   package.
  func advancing(
    _ month: Month, _ sheet: FundSheet?, _ shelf: DocumentShelf, in connection: Connection
  ) throws -> [String] {
    guard let rule = try shelf.policy(policy).consortium else { return [] }
    let ofYear = try FundTable.find(
      region: region.description, period: month.year.description, version: 0, in: connection)
    for stated in [sheet, ofYear] {
      let codes = stated?.packages.map(\.consortium) ?? []
      if !codes.isEmpty { return codes }
    }
    let known = try InstitutionTable.consortia(digest: institutions.digest, in: connection)
    guard ofYear != nil || known.count <= 1 else {
      throw Problem(
        .failedPrecondition, "DIP_PACKAGES_UNSTATED",
        zh: "\(region) 有 \(known.count) 个医共体，基金表未写明哪些包干。",
        en:
          "There are \(known.count) consortia in \(region), and no fund sheet states which of them have a package.",
        remedyZh: "请先提交年度基金表（packages），再做月预结算。",
        remedyEn: "Put the year's fund sheet with its packages, then settle the month.",
        details: known.map { Problem.Detail("consortium", $0.code) })
    }
    return known.filter { $0.lead == rule.lead }.map(\.code)
  }

  /// The money of a year: the fund sheet's, with the advances, deposits and deductions of the months.
  func settlementFunds(
    pools: PoolPolicy, in connection: Connection
  ) throws -> SettlementFunds {
    var stated = try funds.settlementFunds
    guard !months.isEmpty else { return stated }
    let lines = try months.map { try MonthTable.lines(of: $0.statementID, in: connection) }
    let rows = try MonthlyAdvance.yearFunds(of: lines, mergedInsurance: pools.types[0])
    var places: [AccountKey: Int] = [:]
    for (place, row) in stated.institutions.enumerated() {
      places[
        AccountKey(
          institution: row.code, insurance: row.insurance, consortium: row.consortium)] = place
    }
    for row in rows {
      let key = AccountKey(
        institution: row.code, insurance: row.insurance, consortium: row.consortium)
      guard let place = places[key] else {
        stated.institutions.append(row)
        continue
      }
      let known = stated.institutions[place]
      stated.institutions[place].prepaid = try known.prepaid + row.prepaid
      stated.institutions[place].deposit = try known.deposit + row.deposit
      stated.institutions[place].auditDeduction = try known.auditDeduction + row.auditDeduction
    }
    return stated
  }

  /// The money of a month: only what audits deduct. A month shares no pool.
  func monthFunds(pools: PoolPolicy) throws -> SettlementFunds {
    var stated = try funds.settlementFunds
    stated.pools = pools.types.map { SettlementFunds.Pool(insurance: $0, amount: .zero) }
    stated.package = SettlementFunds.Package()
    stated.packages = [:]
    return stated
  }
}
