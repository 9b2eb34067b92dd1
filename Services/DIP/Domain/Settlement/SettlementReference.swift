import Quantities

/// The settlement point value as reference of cost deviations (`deviation.point_value: settlement`).
///
/// The value is solved exactly, then rounded as `rounding.point_value` says, and everything after it
/// uses the rounded one: what a statement prints is what every case was judged and paid by, and a case
/// scored by its own cost is paid just that.
struct SettlementReference {
  let tables: ScoringTables
  let cases: ClusteredCases
  /// The pool; nil when pools are merged.
  let pool: Int?

  /// The value for a pool.
  ///
  /// - Parameters:
  ///   - amount: what scores share.
  ///   - payRatio: of the region.
  /// - Throws: `DIP_REFERENCE_METHOD`, `DIP_REFERENCE_UNROUNDED`, `DIP_REFERENCE_CYCLE`,
  ///   `DIP_REFERENCE_UNSOLVABLE`.
  func value(amount: Money, payRatio: BigRatio) throws(Problem) -> Decimal {
    let policy = tables.policy
    guard policy.payment.pointValueMethod == .settlement else {
      throw Self.refused(
        "DIP_REFERENCE_METHOD", "以清算点值为参照时 point_value.method 应为 settlement",
        "a reference at the settlement point value needs point_value.method: settlement",
        "请修改政策", "change the policy")
    }
    guard case .decimals(let scale, let mode) = policy.rounding[.pointValue] else {
      throw Self.refused(
        "DIP_REFERENCE_UNROUNDED", "以清算点值为参照时须写明 rounding.point_value 的小数位数",
        "a reference at the settlement point value needs decimals in rounding.point_value",
        "请在政策中写明，如 {scale: 4, mode: half_up}",
        "state them in the policy, such as {scale: 4, mode: half_up}")
    }
    let total =
      BigRatio(fen: amount).divided(by: payRatio * BigRatio(100, 1)) ?? .zero
    let equation = try equation(total: total)
    let start =
      policy.payment.yearStartPointValue.map { BigRatio($0) }
      ?? equation.start(normalBand: tables.normalBand)
    guard let start, start > .zero else { throw Self.unsolvable() }
    switch equation.solve(from: start) {
    case .solved(let value, _):
      guard let digits = value.scaled(scale, mode).int128, digits > 0 else {
        throw Self.unsolvable()
      }
      return try Decimal(coefficient: digits, scale: scale)
    case .cycle(let members): throw cycle(members)
    case .unsolvable: throw Self.unsolvable()
    }
  }

  private func equation(total: BigRatio) throws(Problem) -> ReferenceEquation {
    var members: [ReferenceEquation.Member] = []
    var fixed = ExactSum()
    for run in cases.runs where pool == nil || run.pool == pool {
      var first = run.range.lowerBound
      while first < run.range.upperBound {
        let cell = cases.cells[first]
        var end = first + 1
        while end < run.range.upperBound, cases.cells[end] == cell { end += 1 }
        let costs = cases.costs[first..<end].map { Int64($0) }
        try add(run.institution, run.pool, cell, costs, &members, &fixed)
        first = end
      }
    }
    for item in cases.wide where pool == nil || item.pool == pool {
      try add(item.institution, item.pool, item.cell, [item.cost], &members, &fixed)
    }
    let extra = cases.supplements
    for item in extra.adjusted where pool == nil || Int(item.pool) == pool {
      fixed.add(BigRatio(item.score))
    }
    for item in extra.addOns where pool == nil || Int(item.pool) == pool {
      fixed.add(BigRatio(item.score))
    }
    return ReferenceEquation(
      ends: tables.policy.deviation.bands.dropLast().compactMap { band in
        band.interval.upper.map {
          ReferenceEquation.End(ratio: BigRatio($0), inclusive: band.interval.upperInclusive)
        }
      }, members: members, fixed: fixed.value, total: total)
  }

  private func add(
    _ institution: Int, _ pool: Int, _ cell: Int32, _ costs: [Int64],
    _ members: inout [ReferenceEquation.Member], _ fixed: inout ExactSum
  ) throws(Problem) {
    let standard = cell >= 0 ? tables.standard(institution: institution, cell: Int(cell)) : .zero
    guard standard > .zero else {
      // What has no standard cannot deviate from it: its score does not depend on the point value.
      for cost in costs {
        let score = try tables.exactScore(
          institution: institution, cell: Int(cell), pool: pool, cost: cost)
        fixed.add(BigRatio(try Ratio(score.numerator, score.denominator)))
      }
      return
    }
    members.append(
      ReferenceEquation.Member(
        institution: institution, cell: Int(cell), standard: standard,
        terms: tables.policy.deviation.bands.map {
          tables.term(of: $0, institution: institution, cell: Int(cell), standard: standard)
        }, costs: costs))
  }

  private func cycle(_ members: [ReferenceEquation.Member]) -> Problem {
    var details: [Problem.Detail] = []
    for member in members.prefix(20) {
      let group = tables.groups[tables.cells.group(of: member.cell)].code
      details.append(
        Problem.Detail(
          tables.institutions[member.institution].code, "\(group) (\(member.costs.count))"))
    }
    return Problem(
      .failedPrecondition, "DIP_REFERENCE_CYCLE",
      zh: "以清算点值为参照无法确定点值：\(members.count) 组病例在偏差区间之间反复变动",
      en:
        "no settlement point value agrees with its own reference: cases of \(members.count) institutions and groups keep changing bands",
      remedyZh: "请将 deviation.point_value 改为 year_start，或调整偏差区间使系数在端点处不上跳",
      remedyEn:
        "use deviation.point_value: year_start, or bands whose factor does not rise below an end",
      details: details)
  }

  private static func unsolvable() -> Problem {
    refused(
      "DIP_REFERENCE_UNSOLVABLE", "以清算点值为参照无解：按自身费用支付的病例已用尽基金",
      "no settlement point value: cases that are paid their own cost take the whole pool",
      "请核对基金与病例，或将 deviation.point_value 改为 year_start",
      "check pool and cases, or use deviation.point_value: year_start")
  }

  private static func refused(
    _ code: String, _ zh: String, _ en: String, _ remedyZh: String, _ remedyEn: String
  ) -> Problem {
    Problem(
      .failedPrecondition, code, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }
}

extension ScoringTables {
  /// The tables of the same policy with deviations judged at another point value.
  func judged(at value: Decimal) throws(Problem) -> ScoringTables {
    var policy = policy
    policy.payment.yearStartPointValue = value
    return try ScoringTables(policy: policy, groups: groups, institutions: institutions)
  }

  /// score × coefficients: the payment standard at a point value of one yuan.
  func standard(institution: Int, cell: Int) -> BigRatio {
    factor(institution: institution, cell: cell, appliesInstitution: true, appliesAuxiliary: true)
  }

  /// What a band makes of a case's score, as a function of cost ÷ point value.
  func term(
    of band: DeviationBand, institution: Int, cell: Int, standard: BigRatio
  ) -> ReferenceEquation.Term {
    let base = factor(
      institution: institution, cell: cell, appliesInstitution: band.appliesInstitution,
      appliesAuxiliary: band.appliesAuxiliary)
    let coefficient = BigRatio(
      WideInteger(
        scaledCoefficient(institution: institution, group: cells.group(of: cell))),
      WideInteger(PowersOfTen.int128(coefficientScale)))
    let slope = (base * BigRatio(band.a)).divided(by: standard) ?? .zero
    return ReferenceEquation.Term(
      constant: (base * (BigRatio(band.b) + BigRatio(band.c) * coefficient)).reduced,
      slope: slope.reduced)
  }

  private func factor(
    institution: Int, cell: Int, appliesInstitution: Bool, appliesAuxiliary: Bool
  ) -> BigRatio {
    let group = cells.group(of: cell)
    var factor = BigRatio(
      WideInteger(scores[group]), WideInteger(PowersOfTen.int128(scoreScale)))
    if appliesInstitution {
      factor =
        factor
        * BigRatio(
          WideInteger(scaledCoefficient(institution: institution, group: group)),
          WideInteger(PowersOfTen.int128(coefficientScale)))
    }
    if appliesAuxiliary, let auxiliary = scaledAuxiliary(cell: cell) {
      factor =
        factor
        * BigRatio(WideInteger(auxiliary), WideInteger(PowersOfTen.int128(auxiliaryScale)))
    }
    return factor
  }
}
