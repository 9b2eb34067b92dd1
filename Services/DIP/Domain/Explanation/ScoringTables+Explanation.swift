import Quantities

extension ScoringTables {
  /// Explains one case, or estimates it before it is settled.
  ///
  /// - Parameter rate: point value and pay ratio, such as those of a settled pool; nil explains the
  ///   score only. Without a pay ratio the case's own booked fund ÷ cost is taken.
  public func explain(
    _ figures: CaseFigures, rate: PaymentRate?
  ) throws(Problem) -> CaseExplanation {
    guard institutions.indices.contains(figures.institution),
      figures.group.map(groups.indices.contains) ?? true,
      policy.pools.types.indices.contains(figures.pool), figures.totalCost >= .zero,
      figures.bookedFund >= .zero, figures.patientShare >= .zero
    else {
      throw Problem(
        .invalidInput, "DIP_CASE_INVALID", zh: "病例的机构、病种、险种或金额无效",
        en: "institution, group, pool or an amount of the case is invalid",
        remedyZh: "请检查清单", remedyEn: "check the settlement list")
    }
    let cell = Int(self.cell(group: Int32(figures.group ?? -1), types: figures.auxiliaryTypes))
    let ordinary = try exactScore(
      institution: figures.institution, cell: cell, pool: figures.pool,
      cost: figures.totalCost.fen)
    var (factors, exact, score) =
      if let decision = figures.special {
        try specialScore(decision)
      } else {
        try ordinaryScore(figures, cell: cell, ordinary)
      }
    if figures.special == nil, let addOn = figures.addOn {
      let value = try addOn.rounded(by: policy.rounding[.caseScore])
      factors.append(
        .init(
          "new_technology", "新技术加成分值", "Add-on for new technology", exact: addOn.ratio,
          value: value.ratio, rule: "catalogue.new_technology"))
      exact = try exact + addOn.ratio
      score = try score + value.ratio
    }
    var payment: Money?
    if case .paidByItem(let fund) = figures.special {
      payment = fund
    } else if let rate {
      let own = self.rate(rate, ofGroup: figures.group ?? -1)
      let paid = self.payment(
        score: score, cost: figures.totalCost, booked: figures.bookedFund,
        patient: figures.patientShare, rate: own)
      factors += Self.elasticFactors(rate)
      if rate.elastic != nil { factors.append(fixedShareFactor(figures)) }
      factors += paymentFactors(figures, paid, own)
      payment = try paid.fund.fen(.halfUp)
    }
    let isSpecial = figures.special != nil
    return CaseExplanation(
      factors: factors, costBand: CaseExplanation.CostBand(ordinary.position),
      review: isSpecial || ordinary.band < 0 ? .none : policy.deviation.bands[ordinary.band].review,
      baseScore: figures.group.map { groups[$0].score.description } ?? "",
      caseScore: BigRatio(score).description, exactScore: exact, payment: payment)
  }

  /// A case by the rule for its group, or for ungrouped cases.
  private func ordinaryScore(
    _ figures: CaseFigures, cell: Int, _ exact: CaseScore
  ) throws(Problem) -> (factors: [CaseExplanation.Factor], exact: Ratio, score: Ratio) {
    let ratio = try Ratio(exact.numerator, exact.denominator)
    let score = try roundedScore(exact)
    var factors =
      if let group = figures.group {
        try scoreFactors(figures, group: group, cell: cell)
      } else {
        [ungroupedFactor()]
      }
    factors.append(
      .init(
        "case_score", "病例分值", "Case score", exact: ratio, value: score,
        rule: "rounding.case_score"))
    return (factors, ratio, score)
  }

  /// A case as a review decided on it (特例单议): nothing of ordinary scoring applies.
  private func specialScore(
    _ decision: SpecialOutcome.Decision
  ) throws(Problem) -> (factors: [CaseExplanation.Factor], exact: Ratio, score: Ratio) {
    switch decision {
    case .paidByItem(let fund):
      let factor = CaseExplanation.Factor(
        name: "special_case", title: Bilingual(zh: "特例单议，按项目付费", en: "Special case, paid by item"),
        exact: fund.description, value: fund.description, rule: "special_case.payment")
      return ([factor], .zero, .zero)
    case .adjustedScore(let score):
      let rounded = try score.rounded(by: policy.rounding[.caseScore])
      let factor = CaseExplanation.Factor(
        "special_case", "特例单议，调整分值", "Special case, adjusted score", exact: score.ratio,
        value: rounded.ratio, rule: "special_case.payment")
      return ([factor], score.ratio, rounded.ratio)
    }
  }

  private func scoreFactors(
    _ figures: CaseFigures, group: Int, cell: Int
  ) throws(Problem) -> [CaseExplanation.Factor] {
    let institution = institutions[figures.institution]
    let disease = groups[group]
    let parts = CoefficientParts(institution, disease, policy.coefficients)
    var factors: [CaseExplanation.Factor] = [
      .init(
        "group_score", "病种分值", "Score of the group", disease.score,
        rule: "catalogue.groups.\(disease.code)"),
      .init(
        "coefficient_base", "机构系数（基准）", "Institution coefficient (base)", parts.base,
        rule: parts.rule),
    ]
    for (uplift, factor) in parts.uplifts {
      factors.append(
        .init(
          uplift.name, uplift.title.zh, uplift.title.en, factor, rule: uplift.rule))
    }
    let coefficient = try self.coefficient(institution: figures.institution, group: group)
    factors.append(
      .init(
        "institution_coefficient", "机构系数", "Institution coefficient",
        exact: try parts.exactProduct().ratio, value: coefficient.ratio,
        rule: "rounding.institution_coefficient"))
    if let (type, coefficient, exact) = auxiliaryType(ofCell: cell) {
      factors.append(
        .init(
          "auxiliary_coefficient", "辅助分型系数", "Auxiliary coefficient", exact: exact.ratio,
          value: coefficient.ratio, rule: "auxiliary.types.\(type.code)"))
    }
    return try factors + deviationFactors(figures, cell: cell)
  }

  private func deviationFactors(
    _ figures: CaseFigures, cell: Int
  ) throws(Problem) -> [CaseExplanation.Factor] {
    let deviation = try deviation(
      institution: figures.institution, cell: cell, pool: figures.pool,
      cost: figures.totalCost.fen)
    var factors: [CaseExplanation.Factor] = []
    if let ratio = try deviation.ratio?.ratio {
      let yuan = try figures.totalCost.fen == 0 ? nil : figures.totalCost.ratio / ratio
      if let yuan {
        let isMean = policy.deviation.reference == .mean
        factors.append(
          .init(
            "reference", isMean ? "同级别次均费用" : "病种支付标准",
            isMean ? "Mean cost at the same level" : "Payment standard of the group", exact: yuan,
            value: yuan,
            rule: isMean
              ? "catalogue.reference_mean" : "point_value.\(policy.deviation.pointValue.rawValue)"
          ))
      }
      factors.append(
        .init(
          "cost_ratio", "费用比", "Cost ÷ reference", exact: ratio, value: ratio,
          rule: "deviation.reference"))
    }
    let band = policy.deviation.bands[deviation.band]
    let source = policy.deviation.preset.map { "deviation.\($0)" } ?? "deviation.bands"
    factors.append(
      .init(
        "deviation_k", "偏差系数 k", "Deviation factor k", exact: try deviation.exactK.ratio,
        value: try deviation.k.ratio,
        rule: "\(source)[\(deviation.band)] r ∈ \(band.interval): k = \(band.formula)"
          + (band.appliesInstitution ? "" : ", coefficient not applied")
          + (band.appliesAuxiliary || cell < groups.count ? "" : ", auxiliary not applied")))
    return factors
  }

  private func ungroupedFactor() -> CaseExplanation.Factor {
    let text: String
    switch policy.ungrouped {
    case .zero: text = "0"
    case .fixedGroup(let code): text = code
    case .costFactor(let base, let factor, let meanCost):
      text = "\(base) × cost ÷ \(meanCost) × \(factor)"
    case .meanScoreCoefficient(let coefficient, let meanScore):
      text = "\(meanScore) × \(coefficient)"
    }
    return .init(
      name: "ungrouped_rule", title: Bilingual(zh: "未入组规则", en: "Rule for ungrouped cases"),
      exact: text, value: text, rule: "ungrouped")
  }

  /// How much of the group's scores the policy pays at the year-start value; the rest floats.
  private func fixedShareFactor(_ figures: CaseFigures) -> CaseExplanation.Factor {
    .init(
      "fixed_share", "按年初点值支付的份额", "Share paid at the year-start value",
      fixedShares?.share(ofGroup: figures.group ?? -1) ?? .zero,
      rule: policy.payment.elastic?.key ?? "point_value.elastic")
  }

  private func paymentFactors(
    _ figures: CaseFigures, _ paid: CasePayment, _ rate: PaymentRate
  ) -> [CaseExplanation.Factor] {
    let hundred: WideInteger = 100
    func yuan(_ fen: BigRatio) -> String {
      BigRatio(fen.numerator, fen.denominator * hundred).description
    }
    var factors: [CaseExplanation.Factor] = [
      .init(
        name: "point_value", title: Bilingual(zh: "点值", en: "Point value"),
        exact: rate.pointValue.description, value: rate.pointValue.description,
        rule: rate.volume == nil ? "rounding.point_value" : "point_value.elastic"),
      .init(
        name: "case_standard", title: Bilingual(zh: "分值 × 点值", en: "Score × point value"),
        exact: yuan(paid.exactStandard), value: yuan(paid.standard),
        rule: "rounding.case_standard"),
    ]
    switch policy.payment.payable {
    case .scoreRate:
      let rule =
        rate.payRatio == nil
        ? "booked ÷ cost of the case" : "point_value.pay_ratio_scope"
      factors.append(
        .init(
          name: "pay_ratio", title: Bilingual(zh: "支付比例", en: "Pay ratio"),
          exact: paid.payRatio.description, value: paid.payRatio.description, rule: rule))
    case .scoreRateMinusPatient:
      factors.append(
        .init(
          name: "patient_share", title: Bilingual(zh: "个人负担", en: "Patient's share"),
          exact: figures.patientShare.description, value: figures.patientShare.description,
          rule: "payable.score_rate_minus_patient"))
    }
    factors.append(
      .init(
        name: "case_fund", title: Bilingual(zh: "基金支付", en: "Paid by the fund"),
        exact: yuan(paid.exactFund), value: yuan(paid.fund), rule: "rounding.case_fund"))
    return factors
  }
}

extension ScoringTables {
  /// What the point value is the mean of, where values are elastic.
  private static func elasticFactors(_ rate: PaymentRate) -> [CaseExplanation.Factor] {
    func factor(
      _ name: String, _ zh: String, _ en: String, _ value: BigRatio, _ rule: String
    ) -> CaseExplanation.Factor {
      .init(
        name: name, title: Bilingual(zh: zh, en: en), exact: value.description,
        value: value.description, rule: rule)
    }
    func values(_ base: BigRatio, _ increment: BigRatio) -> [CaseExplanation.Factor] {
      [
        factor(
          "base_point_value", "基准点值", "Point value of base scores", base,
          "point_value.year_start"),
        factor(
          "increment_point_value", "增量点值", "Point value beyond them", increment,
          "point_value.elastic"),
      ]
    }
    if let two = rate.elastic { return values(two.fixed, two.floating) }
    guard let share = rate.volume else { return [] }
    return values(share.base, share.increment) + [
      factor(
        "base_score", "机构基准服务点数", "The institution's base volume", share.baseScore,
        "point_value.elastic.base"),
      factor(
        "institution_score", "机构总分值", "The institution's score", share.score,
        "point_value.elastic"),
    ]
  }
}

extension DeviationBand {
  /// `r − 2 + coefficient`, in the order a·r, b, c·coefficient.
  var formula: String {
    var terms: [String] = []
    if a != .zero { terms.append(a == .one ? "r" : "\(a)·r") }
    if b != .zero || (a == .zero && c == .zero) { terms.append("\(b)") }
    if c != .zero { terms.append(c == .one ? "coefficient" : "\(c)·coefficient") }
    return terms.joined(separator: " + ").replacing("+ -", with: "− ")
  }
}

extension CaseExplanation.CostBand {
  init(_ position: CaseScore.Position) {
    switch position {
    case .normal: self = .normal
    case .low: self = .low
    case .high: self = .high
    case .ungrouped: self = .ungrouped
    }
  }
}

extension CaseExplanation.Factor {
  init(_ name: String, _ zh: String, _ en: String, _ value: Decimal, rule: String) {
    self.init(
      name: name, title: Bilingual(zh: zh, en: en), exact: value.description,
      value: value.description, rule: rule)
  }

  init(
    _ name: String, _ zh: String, _ en: String, exact: Ratio, value: Ratio, rule: String
  ) {
    self.init(
      name: name, title: Bilingual(zh: zh, en: en), exact: BigRatio(exact).description,
      value: BigRatio(value).description, rule: rule)
  }
}
