import Quantities

extension PolicyKey {
  /// 分值测算.
  static let measurementKeys: [PolicyKey] = [
    PolicyKey(
      "score", "分值测算", "measuring scores",
      .keys([
        PolicyKey(
          "method", "方法", "method", .words(MeasurementPolicy.Method.self),
          standard: .value(
            "average", zh: "通常采用平均费用法（2025 年规程第十五条）",
            en: "the usual method (2025 rules, article 15)")),
        PolicyKey(
          "base", "基准分值", "base score", .positive(to: 1_000_000),
          standard: .value(
            "1000", zh: "规范公式 mi ÷ M × 1000", en: "mi ÷ M × 1000 in the specification")),
        PolicyKey("benchmark_group", "基准病种", "benchmark group", .text(.group)),
        PolicyKey(
          "quota", "标准定额", "quota worth one point", .money, unit: yuan,
          standard: .none(
            .init(zh: "全部病例次均费用", en: "mean cost of all cases"),
            zh: "“设固定参数 M 相当于分值为 1”，数值由地方设定（3.0 版规范第 58 页）",
            en: "“a fixed M stands for a score of 1”: the region sets it (3.0 draft, p. 58)")),
        PolicyKey(
          "year_weights", "年度权重", "year weights", yearWeights,
          standard: .value(
            "[1, 2, 7]", zh: "前三年数据 1:2:7（3.0 版规范第 58 页）", en: "1:2:7 (3.0 draft, p. 58)")),
        PolicyKey(
          "weighting", "加权方式", "weighting", .words(ScoreMeasurement.Weighting.self),
          standard: .value(
            "mean_of_means", zh: "规范未说明，按年度均值加权较常见",
            en: "the draft can be read both ways; yearly means are usual")),
        PolicyKey(
          "trimming", "裁剪", "trimming", trimming,
          standard: .none(
            .init(zh: "不裁剪", en: "none"), zh: "裁剪界限由地方规定", en: "limits are each region's own")),
        PolicyKey(
          "minimum_level_cases", "级别系数最少病例", "cases for a level coefficient",
          .integer(1...1_000_000),
          standard: .value(
            "15", zh: "“不低于一定阈值”，数值由地方规定",
            en: "“not below a threshold”: the number is each region's own")),
        PolicyKey(
          "keep_total", "总分值不变", "keep the total score", .flag,
          standard: .value(
            "true", zh: "调整时原则上保持总权重不变（暂行办法第十五条）",
            en: "totals stay the same on principle (interim measures, article 15)")),
      ])),
    PolicyKey(
      "core_threshold", "核心病种临界值", "threshold of core groups",
      .section(
        [
          PolicyKey("cases", "年病例数不少于", "cases a year, at least", .integer(1...1_000_000)),
          PolicyKey("coverage", "覆盖病例比例", "share of cases covered", .positive(to: 1)),
        ], [.exactlyOne(["cases", "coverage"])]),
      standard: .value(
        "{cases: 15}", zh: "1.0 版以 15 例为临界值", en: "the 2020 specification takes 15 cases")),
    PolicyKey(
      "related_split_pct", "相关手术单独成组的费用增幅", "increase that splits a group", .decimal(0, 1000),
      unit: percent,
      standard: .value("10", zh: "3.0 版规范表 3-3：增幅 10%", en: "3.0 draft, table 3-3: 10 %")),
    PolicyKey(
      "cv_sigma", "变异系数提示界限（标准差倍数）", "uneven above so many deviations", .decimal(0, 100),
      standard: .none(
        .init(zh: "不提示", en: "no report"), zh: "界限由地方规定", en: "the limit is each region's own")),
  ]

  static let triggerKeys: [PolicyKey] = [
    PolicyKey(
      "cases", "分型病例不少于", "cases of a type, at least", .integer(1...1_000_000),
      standard: .value(
        "15", zh: "“超过一定例数”，数值由地方规定（第 63 页）", en: "“more than a number”: each region's own (p. 63)")
    ),
    PolicyKey(
      "cv_fall_pct", "变异系数下降不少于", "fall of the CV, at least", .decimal(0, 100), unit: percent,
      standard: .value("20", zh: "例如 20% 以上（第 63 页）", en: "for example 20 % (p. 63)")),
    PolicyKey(
      "group_cases", "病种病例不少于", "cases of the group, at least", .integer(1...1_000_000),
      standard: .value(
        "1", zh: "“病种上年度病例数超过一定例数”，数值由地方规定（第 63 页）",
        en: "“more than a number of cases of the group”: each region's own (p. 63)")),
    PolicyKey(
      "icu", "监护病房分型", "types by ICU days",
      .section(
        [
          PolicyKey(
            "cases", "分型病例不少于", "cases of a type, at least", .integer(1...1_000_000)),
          PolicyKey(
            "cv_fall_pct", "变异系数下降不少于", "fall of the CV, at least", .decimal(0, 100),
            unit: percent),
        ], [.atLeastOne(["cases", "cv_fall_pct"])]),
      standard: .none(
        .init(zh: "与其他分型相同", en: "as other types"),
        zh: "监护病房住院天数分型的触发条件“可以适当放宽”（第 63 页）",
        en: "for ICU days the trigger “may be relaxed suitably” (p. 63)")),
  ]

  static let yearWeights: PolicyShape = .list(
    .integer(0...1000), count: 1...10, distinct: false)

  static let trimming: PolicyShape = .section(
    [
      PolicyKey(
        "percentile", "百分位", "percentiles",
        .keys([
          PolicyKey("lower", "下限", "lower", .decimal(0, 100), required: true, unit: percent),
          PolicyKey("upper", "上限", "upper", .decimal(0, 100), required: true, unit: percent),
        ])),
      PolicyKey("sigma", "标准差倍数", "standard deviations", .positive(to: 100)),
    ], [.exactlyOne(["percentile", "sigma"])])
}
