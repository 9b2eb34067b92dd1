import DIPDomain
import DIPStorage
import Quantities
import Store

extension SettlementOrder {
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
      places[AccountKey(institution: row.code, insurance: row.insurance)] = place
    }
    for row in rows {
      guard let place = places[AccountKey(institution: row.code, insurance: row.insurance)] else {
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
    return stated
  }
}
