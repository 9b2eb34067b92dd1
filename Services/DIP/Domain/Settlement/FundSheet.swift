import Quantities

/// The funds of a settlement, checked against policy and institutions and addressed by account.
struct FundSheet {
  struct Account {
    var prepaid = Money.zero
    var deposit = Money.zero
    var auditDeduction = Money.zero
    var assessment: Decimal?
    var baseVolume: Decimal?
  }

  /// By pool of the settlement: one for each insurance type, or one when merged.
  var pools: [Money]
  var regulation: [Money]
  /// By account.
  var accounts: [Account]

  init(
    _ funds: SettlementFunds, _ policy: Policy, _ institutions: [ScoringInstitution]
  ) throws(Problem) {
    let types = policy.pools.types
    let count = policy.pools.merged ? 1 : types.count
    pools = Array(repeating: .zero, count: count)
    regulation = Array(repeating: .zero, count: count)
    accounts = Array(repeating: Account(), count: institutions.count * count)
    var seen: Set<String> = []
    for pool in funds.pools {
      guard let index = types.firstIndex(of: pool.insurance) else {
        throw Self.refused(
          "险种 \(pool.insurance) 不在政策中", "pool \(pool.insurance) is not in the policy")
      }
      guard seen.insert(pool.insurance).inserted else {
        throw Self.refused("险种 \(pool.insurance) 重复", "pool \(pool.insurance) is there twice")
      }
      guard pool.amount >= .zero, pool.regulation >= .zero else {
        throw Self.refused("险种 \(pool.insurance) 的基金为负", "pool \(pool.insurance) is negative")
      }
      let target = policy.pools.merged ? 0 : index
      pools[target] = try pools[target] + pool.amount
      regulation[target] = try regulation[target] + pool.regulation
    }
    for type in types where !seen.contains(type) {
      throw Self.refused("缺少险种 \(type) 的基金", "the fund of pool \(type) is missing")
    }
    try addInstitutions(funds, policy, institutions)
  }

  private mutating func addInstitutions(
    _ funds: SettlementFunds, _ policy: Policy, _ institutions: [ScoringInstitution]
  ) throws(Problem) {
    guard !funds.institutions.isEmpty else { return }
    var positions: [String: Int] = [:]
    for (index, institution) in institutions.enumerated() { positions[institution.code] = index }
    let perInstitution = pools.count
    var seen: Set<[String]> = []
    for row in funds.institutions {
      guard let position = positions[row.code] else {
        throw Self.refused("机构 \(row.code) 不在名单中", "institution \(row.code) is not in the list")
      }
      guard let type = policy.pools.types.firstIndex(of: row.insurance) else {
        throw Self.refused(
          "险种 \(row.insurance) 不在政策中", "pool \(row.insurance) is not in the policy")
      }
      guard seen.insert([row.code, row.insurance]).inserted else {
        throw Self.refused("机构 \(row.code) 重复", "institution \(row.code) is there twice")
      }
      let rule = policy.payment.assessment
      if let assessment = row.assessment,
        assessment < rule.minimum || assessment > rule.maximum
      {
        throw Self.refused(
          "机构 \(row.code) 的考核系数 \(assessment) 超出政策范围",
          "the assessment coefficient \(assessment) of \(row.code) is outside the policy's limits")
      }
      let index = position * perInstitution + (policy.pools.merged ? 0 : type)
      if let known = accounts[index].assessment, let other = row.assessment, known != other {
        throw Self.refused(
          "机构 \(row.code) 各险种考核系数不一致，合并结算时应相同",
          "institution \(row.code) has different assessment coefficients in merged pools")
      }
      accounts[index].assessment = row.assessment ?? accounts[index].assessment
      if let volume = row.baseVolume {
        guard volume >= .zero else {
          throw Self.refused(
            "机构 \(row.code) 的基准服务点数为负", "the base volume of institution \(row.code) is negative")
        }
        accounts[index].baseVolume = try Self.sum(accounts[index].baseVolume ?? .zero, volume)
      }
      accounts[index].prepaid = try accounts[index].prepaid + row.prepaid
      guard row.deposit >= .zero else {
        throw Self.refused(
          "机构 \(row.code) 的质量保证金为负", "the deposit of institution \(row.code) is negative")
      }
      accounts[index].deposit = try accounts[index].deposit + row.deposit
      accounts[index].auditDeduction = try accounts[index].auditDeduction + row.auditDeduction
    }
  }

  private static func sum(_ a: Decimal, _ b: Decimal) throws(Problem) -> Decimal {
    let scale = max(a.scale, b.scale)
    return try Decimal(
      coefficient: checkedSum(try a.scaled(to: scale), try b.scaled(to: scale)), scale: scale)
  }

  private static func refused(_ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_FUNDS_INVALID", zh: zh, en: en,
      remedyZh: "请修正基金表", remedyEn: "correct the fund sheet")
  }
}
