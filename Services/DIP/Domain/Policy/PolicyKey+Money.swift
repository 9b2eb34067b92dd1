import Quantities

extension PolicyKey {
  /// 点值与支付.
  static let moneyKeys: [PolicyKey] = [
    PolicyKey("point_value", "点值", "point value", .keys(pointValueKeys), required: true),
    PolicyKey(
      "payable", "病例应付", "payable per case", .words(PaymentPolicy.Payable.self),
      required: true),
    PolicyKey(
      "month", "月预结算", "monthly advance",
      .keys([
        PolicyKey(
          "advance", "预拨比例", "share advanced", .decimal(0, 1), required: true,
          note: .init(
            zh: "（分值×点值−个人负担）×预拨比例−审核扣款（3.0 版规范第 79 页）",
            en: "(score × rate − patient payments) × share − audit deductions (3.0 draft, p. 79)")),
        PolicyKey(
          "deposit", "质量保证金比例", "quality deposit", .decimal(0, 1),
          standard: .value(
            "0", zh: "可预留不超过 5%，是否预留由地方决定（2025 年规程第二十六条）",
            en: "up to 5 % may be withheld (2025 rules, article 26)")),
        PolicyKey(
          "negative", "应付为负的月份", "months below zero", .words(MonthlyAdvanceRule.Negative.self),
          standard: .value(
            "carry", zh: "医院不必每月退款，年度清算时结清",
            en: "no hospital pays back month by month; the clearing settles it")),
      ]),
      standard: .none(
        .init(zh: "不按月预结算", en: "no monthly advance"), zh: "未写明预拨比例", en: "no share is stated")),
    PolicyKey(
      "assessment", "考核系数", "assessment",
      .keys([
        PolicyKey(
          "default", "无考核结果时", "without a result", .decimal(0, 10),
          standard: .value("1", zh: "未考核不奖不惩", en: "neither reward nor penalty")),
        PolicyKey(
          "minimum", "下限", "lowest", .decimal(0, 10),
          standard: .value("0", zh: "范围由地方规定", en: "the range is each region's own")),
        PolicyKey(
          "maximum", "上限", "highest", .decimal(0, 10),
          standard: .value("2", zh: "范围由地方规定", en: "the range is each region's own")),
      ])),
    PolicyKey(
      "bands", "结余留用与超支分担", "surplus and deficit",
      .either([
        surplusBands,
        .keys([
          PolicyKey(
            "base", "比值", "ratio", .words(SurplusBand.Base.self),
            standard: .value("due", zh: "以应付金额为基数", en: "of what is due")),
          PolicyKey(
            "mode", "适用方式", "mode", .words(SurplusBand.Mode.self),
            standard: .value("whole", zh: "文件所列示例均为整体适用", en: "published examples decide the whole")
          ),
          PolicyKey("intervals", "区间", "bands", surplusBands, required: true),
        ]),
      ]),
      standard: .none(
        .init(zh: "按应付金额支付", en: "what is due is paid"), zh: "区间和比例由地方规定（3.0 版规范第 84 页）",
        en: "bands are each region's own (3.0 draft, p. 84)")),
    PolicyKey(
      "residual", "余数处理", "residual", .words(PaymentPolicy.Residual.self), required: true),
    PolicyKey(
      "special_case", "特例单议", "special cases", .keys(specialCaseKeys),
      standard: .none(
        .init(zh: "未规定", en: "not ruled"), zh: "比例由地方在 5‰ 以内规定",
        en: "the share is each region's own, within 5 ‰")),
    PolicyKey(
      "rounding", "取整", "rounding",
      .keys(
        RoundingTable.Step.allCases.map { step in
          PolicyKey(
            step.rawValue, step.label.zh, step.label.en, roundingShape,
            standard: .none(
              RoundingTable.Mode.exact.label, zh: "没有公开文件规定取整，过程保持精确",
              en: "no public text fixes a rounding: steps stay exact"))
        })),
  ]

  private static let roundingShape: PolicyShape = .variants(
    PolicyKey("mode", "方式", "mode", .words(RoundingTable.Mode.self), required: true),
    RoundingTable.Mode.allCases.map { mode in
      variant(
        mode,
        mode == .exact
          ? []
          : [
            PolicyKey(
              "scale", "小数位", "decimals", .integer(0...12), required: true)
          ])
    })

  private static let pointValueKeys: [PolicyKey] = [
    PolicyKey(
      "method", "清算点值方法", "method", .words(PointValueMethod.self), required: true,
      note: .init(
        zh: "固定、浮动、弹性费率（按病种付费管理暂行办法第十六条）",
        en: "fixed, floating or elastic (interim measures, article 16)")),
    PolicyKey(
      "year_start", "年初点值", "year-start point value", .positive(to: 1_000_000), unit: yuan,
      standard: .none(
        .init(zh: "未设", en: "not set"), zh: "仅月预结算、预估和支付标准参照需要",
        en: "needed by advances, estimates and standard references only")),
    PolicyKey(
      "elastic", "弹性点值比例", "elastic shares",
      .section(
        elasticKeys,
        [
          .exactlyOne(["base", "severe", "rigid"]), .needs("base", "increment"),
          .needs("increment", "base"),
        ]),
      note: .init(
        zh: "固定部分按年初点值，其余浮动：基准服务量、重症病种或刚性成本固定，三种形式取其一（3.0 版规范第 54–55 页）",
        en:
          "a part at the year-start value, the rest floats: base volumes, severe groups or rigid cost, one of three forms (3.0 draft, pp. 54–55)"
      ),
      standard: .none(nothing, zh: "仅弹性点值方法需要", en: "the elastic method only needs them")),
    PolicyKey(
      "pay_ratio_scope", "支付比例范围", "scope of the pay ratio",
      .words(PaymentPolicy.PayRatioScope.self),
      standard: .value("region", zh: "全区统一则支付合计等于基金", en: "region-wide, payments make the pool")),
    PolicyKey(
      "year_weights", "年初点值年度权重", "year weights of the year-start value", yearWeights,
      standard: .value(
        "[1, 2, 7]", zh: "前三年住院总费用权重 1:2:7（3.0 版规范第 69 页）", en: "1:2:7 (3.0 draft, p. 69)")),
    PolicyKey(
      "weighting", "年初点值加权方式", "weighting of the year-start value",
      .words(ScoreMeasurement.Weighting.self),
      standard: .value(
        "case_weighted", zh: "加权费用除以加权分值，均为总量", en: "weighted cost ÷ weighted score, both totals")),
    PolicyKey(
      "trimming", "年初点值裁剪", "trimming of the year-start value", trimming,
      standard: .none(
        .init(zh: "不裁剪", en: "none"), zh: "裁剪界限由地方规定", en: "limits are each region's own")),
  ]

  private static let elasticKeys: [PolicyKey] = [
    PolicyKey(
      "base", "基准总额份额", "share of the base total", .decimal(0, 1),
      note: .init(
        zh: "形式一：基准服务量固定、增量浮动，8:2 或 7:3 为宜",
        en: "form 1: base volumes fixed, increments float; 8:2 or 7:3 is advised")),
    PolicyKey("increment", "增量总额份额", "share of the increment total", .decimal(0, 1)),
    PolicyKey(
      "severe", "重症病种", "severe groups",
      .section(
        [
          PolicyKey(
            "groups", "病种代码前缀", "group codes begin with",
            .list(.text(.group), count: 1...1000, distinct: true)),
          PolicyKey("score_from", "病种分值不低于", "score of at least", .positive(to: 1_000_000)),
        ], [.atLeastOne(["groups", "score_from"])]),
      note: .init(
        zh: "形式二：重症病种固定、轻症病种浮动；名单由地方确定",
        en: "form 2: severe groups fixed, light ones float; which they are is the region's to say")),
    PolicyKey(
      "rigid", "刚性成本份额", "share of rigid cost",
      .keys([
        PolicyKey("share", "其余病种", "other groups", .decimal(0, 1), required: true),
        PolicyKey(
          "groups", "分病种", "by group", .table(.group, .decimal(0, 1)),
          note: .init(zh: "病种基准成本由地方按历史数据核定", en: "measured by the region from history")),
      ]),
      note: .init(
        zh: "形式三：药品、耗材等刚性成本固定，其余浮动",
        en: "form 3: drugs and consumables fixed, the rest of the cost floats")),
    PolicyKey(
      "cap", "浮动点值上限（年初点值的倍数）", "cap of the increment's value (of year-start)",
      .positive(to: 100),
      standard: .none(
        nothing, zh: "“可设置合理上限”（3.0 版规范第 55 页）", en: "“a limit may be set” (3.0 draft, p. 55)")),
  ]

  private static let surplusBands: PolicyShape = .list(
    .section(
      intervalKeys + [
        PolicyKey("keep", "结余留用比例", "share of surplus kept", .decimal(0, 1)),
        PolicyKey("fund_share", "超支基金分担比例", "fund's share of the deficit", .decimal(0, 1)),
        PolicyKey("cap", "封顶（基数的倍数）", "cap (of the base)", .decimal(0, 10)),
        PolicyKey("booked", "记账金额的份额", "share of booked", .decimal(0, 10)),
        PolicyKey("due", "应付金额的份额", "share of due", .decimal(0, 10)),
      ],
      [
        .atMostOne(["keep", "fund_share", "cap", "booked"]),
        .atMostOne(["keep", "fund_share", "cap", "due"]),
      ]), count: 1...64, distinct: false)

  private static let specialCaseKeys: [PolicyKey] = [
    PolicyKey(
      "per_mille", "不超过出院病例的千分比", "per mille of discharges", .integer(0...1000), required: true,
      note: .init(
        zh: "全区计算，不按每家机构（3.0 版规范第 74 页）", en: "region-wide, never per hospital (3.0 draft, p. 74)")),
    PolicyKey(
      "eligible", "申报条件", "eligible",
      .keys([
        PolicyKey("cost_ratio", "费用超过支付标准的倍数", "cost above so many standards", .positive(to: 1000)),
        PolicyKey("long_stay", "住院天数超过", "stay over", .integer(1...36_500), unit: days),
        PolicyKey("new_technology", "新药新技术", "new technology", .flag),
        PolicyKey("critical", "复杂危重症", "critical", .flag),
        PolicyKey("multidisciplinary", "多学科联合诊疗", "multidisciplinary", .flag),
      ]),
      standard: .none(.init(zh: "不限", en: "any"), zh: "未写明申报条件", en: "no condition is stated")),
    PolicyKey(
      "payment", "通过后支付", "payment", .words(SpecialCaseRule.Payment.self),
      standard: .value(
        "by_item", zh: "可按项目付费或调整支付标准（第 75 页）", en: "by item or an adjusted standard (p. 75)")),
    PolicyKey(
      "basis", "比例基数", "quota of", .words(SpecialCaseRule.QuotaBasis.self),
      standard: .value(
        "paid", zh: "统筹地区 DIP 出院总病例（第 74 页）", en: "all DIP discharges of the region (p. 74)")),
  ]

  /// 医共体总额包干.
  static let packageKeys: [PolicyKey] = [
    PolicyKey(
      "consortium", "医共体总额包干", "consortium package",
      .keys([
        PolicyKey("name", "医共体", "name", .text(.any), required: true),
        PolicyKey("lead", "牵头医院", "lead hospital", .text(.institution), required: true),
        PolicyKey(
          "budget", "总额", "budget",
          .variants(
            PolicyKey(
              "rule", "方式", "rule", .words(ConsortiumPolicy.BudgetRule.self), required: true),
            [
              variant(ConsortiumPolicy.BudgetRule.mergedPools, []),
              variant(
                ConsortiumPolicy.BudgetRule.capitation,
                [PolicyKey("per_person", "每人", "per person", .money, required: true, unit: yuan)]),
            ]), required: true),
        PolicyKey(
          "deficit", "超支", "deficit",
          .variants(
            PolicyKey(
              "rule", "方式", "rule", .words(ConsortiumPolicy.DeficitRule.self), required: true),
            [
              variant(ConsortiumPolicy.DeficitRule.notCovered, []),
              variant(
                ConsortiumPolicy.DeficitRule.shared,
                [
                  PolicyKey(
                    "steps", "分担级距", "steps",
                    .list(
                      .keys([
                        PolicyKey(
                          "up_to", "超支不超过总额的", "excess up to", .positive(to: 10), required: true),
                        PolicyKey(
                          "fund_share", "基金分担", "fund's share", .decimal(0, 1), required: true),
                      ]), count: 0...64, distinct: false), required: true)
                ]),
            ]), required: true),
        PolicyKey(
          "level_one_drug_exemption", "一级机构不受药品级别限制", "level-one drug exemption", .flag,
          note: .init(zh: "“限二级及以上医院使用”", en: "of the limit to hospitals of level two and above"),
          standard: .value("false", zh: "仅部分地区文件规定", en: "only some regions' texts say so")),
        PolicyKey(
          "surplus", "结余归属", "surplus", .words(ConsortiumPolicy.Surplus.self),
          standard: .value(
            "by_score", zh: "文件只规定结余留用，未规定内部分配",
            en: "the texts say that it is kept, not by whom")),
      ]),
      standard: .none(nothing, zh: "普通统筹地区没有总额包干", en: "an ordinary region has no package"))
  ]
}
