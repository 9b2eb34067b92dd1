import Quantities

/// What a person should look at before trusting a result.
enum SettlementWarnings {
  static func of(_ result: SettlementResult, _ tables: ScoringTables) -> [Bilingual] {
    var warnings: [Bilingual] = []
    for pool in result.pools {
      let package = pool.consortium.map { " \($0)" } ?? ""
      var name = InsuranceType.name(ofCode: pool.insurance)
      name.zh += package
      name.en += package
      if pool.residual < .zero {
        warnings.append(
          Bilingual(
            zh: "\(name.zh)：支付合计超出基金 \(Money(fen: -pool.residual.fen)) 元",
            en: "\(name.en): payments exceed the pool by \(Money(fen: -pool.residual.fen)) yuan")
        )
      }
      if pool.cases > 0, pool.pointValue == nil {
        warnings.append(
          Bilingual(
            zh: "\(name.zh)：\(pool.cases) 例病例总分值为零，基金未分配",
            en: "\(name.en): \(pool.cases) cases earned no score, nothing was distributed"))
      }
    }
    let eligible = result.accounts.reduce(0) { $0 + Int($1.specialCases) + Int($1.expertReviews) }
    if let quota = result.specialCaseQuota, eligible > quota {
      warnings.append(
        Bilingual(
          zh: "可申请特例单议 \(eligible) 例，全区限额 \(quota) 例",
          en: "\(eligible) cases may apply as special cases; the region's quota is \(quota)"))
    }
    let ungrouped = result.accounts.reduce(0) { $0 + Int($1.ungroupedCases) }
    if ungrouped > 0 {
      warnings.append(
        Bilingual(zh: "未入组病例 \(ungrouped) 例", en: "\(ungrouped) cases are in no group"))
    }
    for key in tables.policy.assumed {
      let label = PolicyKey.label(ofPath: key)
      warnings.append(
        Bilingual(
          zh: "政策中“\(label.zh)”为假定值，无文件依据（\(key)）",
          en: "“\(label.en)” in the policy is assumed: no source prints it (\(key))"))
    }
    return warnings
  }
}
