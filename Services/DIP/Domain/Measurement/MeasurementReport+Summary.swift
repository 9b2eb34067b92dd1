import Quantities

extension MeasurementReport {
  /// What was measured from what, by which rules, and the totals before and after.
  var summaryTable: ReportTable {
    ReportTable(
      "measurement.summary", "测算概要", "Summary",
      columns: [.text("key", "项目", "Item"), .text("value", "内容", "Value")],
      rows: (inputs + rules + results + pointValue).map { entry in
        [.term(entry.key, entry.title), entry.value]
      })
  }

  private typealias Entry = (key: String, title: Bilingual, value: StatementTable.Cell)

  private static func entry(_ key: String, _ zh: String, _ en: String, _ value: String) -> Entry {
    (key, Bilingual(zh: zh, en: en), .text(value))
  }

  private static func entry(
    _ key: String, _ zh: String, _ en: String, _ code: String, _ words: Bilingual
  ) -> Entry { (key, Bilingual(zh: zh, en: en), .term(code, words)) }

  private var inputs: [Entry] {
    [
      Self.entry("region", "统筹区", "Region", region.description),
      Self.entry(
        "years", "历史年度", "Years", years.map(\.description).joined(separator: ", ")),
      Self.entry("policy", "政策", "Policy", "\(policyName) \(policyHash)"),
      Self.entry("base", "原目录", "Base catalogue", "\(base.name) \(base.version) \(base.hash)"),
      Self.entry(
        "result", "新目录", "New catalogue", "\(result.name) \(result.version) \(result.hash)"),
      Self.entry("inputs_digest", "测算输入摘要", "Digest of the inputs", inputsDigest.description),
      Self.entry("engine", "测算规则版本", "Rules version", engineVersion),
    ]
  }

  private var rules: [Entry] {
    [
      Self.entry("method", "分值方法", "Method", method.method.rawValue, methodWords),
      Self.entry(
        "weights", "年度权重", "Year weights",
        weights.map(String.init).joined(separator: ":")),
      Self.entry(
        "weighting", "加权方式", "Weighting", method.weighting.rawValue,
        method.weighting == .meanOfMeans
          ? Bilingual(zh: "各年次均费用加权平均", en: "weighted mean of the years' means")
          : Bilingual(zh: "费用与病例数分别加权", en: "weighted costs ÷ weighted cases")),
      Self.entry("trimming", "裁剪", "Trimming", trimmingCode, trimmingWords),
      Self.entry("threshold", "核心病种临界值(例)", "Cases of a core group", "\(threshold)"),
      Self.entry(
        "related_split_pct", "相关手术单独成组(%)", "Related procedure splits at (%)",
        method.relatedSplitPercent.description),
      Self.entry(
        "minimum_level_cases", "级别最少病例数", "Fewest cases of a level",
        "\(method.minimumLevelCases)"),
      Self.entry(
        "rounding", "取整", "Rounding",
        roundings.sorted { $0.key.rawValue < $1.key.rawValue }
          .map { "\($0.key.rawValue) \(Self.text($0.value))" }.joined(separator: ", ")),
    ]
  }

  private var results: [Entry] {
    [
      Self.entry(
        "region_mean", "全区加权次均费用(元)", "Region's weighted mean (yuan)",
        regionMean.formatted(decimals: 2)),
      Self.entry(
        "region_mean_exact", "全区加权次均费用(精确)", "Region's weighted mean (exact)",
        Self.exact(regionMean)),
      Self.entry(
        "divisor", "分值除数(元)", "Divisor of scores (yuan)", divisor.formatted(decimals: 2)),
      Self.entry(
        "divisor_exact", "分值除数(精确)", "Divisor of scores (exact)", Self.exact(divisor)),
      Self.entry("groups", "病种数", "Groups", "\(groups.count)"),
      Self.entry("groups_dropped", "未设病种", "Groups left out", "\(dropped.count)"),
      Self.entry("groups_added", "新增病种", "Groups added", "\(added.count)"),
      Self.entry(
        "total_old", "总分值：原目录", "Total score: old",
        totals.old.formatted(decimals: 4)),
      Self.entry(
        "total_measured", "总分值：测算", "Total score: measured",
        totals.measured.formatted(decimals: 4)),
      Self.entry(
        "total_with_coefficients", "总分值：乘级别系数", "Total score: with level coefficients",
        totals.withCoefficients.formatted(decimals: 4)),
      Self.entry(
        "neutral_factor", "总分值不变系数", "Factor that keeps the total",
        Self.exact(totals.neutralFactor)),
      Self.entry(
        "total_new", "总分值：新分值", "Total score: new", totals.new.formatted(decimals: 4)),
      Self.entry(
        "total_new_with_coefficients", "总分值：新分值乘级别系数", "Total score: new with coefficients",
        totals.newWithCoefficients.formatted(decimals: 4)),
    ]
  }

  private var pointValue: [Entry] {
    guard let yearStart else { return [] }
    return [
      Self.entry(
        "year_start_cost", "年初点值：加权总费用(元)", "Year-start value: weighted cost (yuan)",
        Self.exact(yearStart.weightedCost)),
      Self.entry(
        "year_start_score", "年初点值：加权总分值", "Year-start value: weighted score",
        Self.exact(yearStart.weightedScore)),
      Self.entry(
        "year_start_exact", "年初点值(精确)", "Year-start value (exact)", Self.exact(yearStart.exact)),
      Self.entry("year_start", "年初点值", "Year-start value", yearStartText(yearStart)),
    ]
  }

  /// As the policy rounds it; four decimals where it is exact and does not end.
  private func yearStartText(_ yearStart: YearStartMeasurement) -> String {
    let text = yearStart.pointValue.description
    return (try? Decimal(parsing: text)) == nil
      ? yearStart.pointValue.formatted(decimals: 4) : text
  }

  private var methodWords: Bilingual {
    switch method.method {
    case .average:
      Bilingual(
        zh: "平均费用法：mi÷M×\(method.base)", en: "average: mi ÷ M × \(method.base)")
    case .benchmark:
      Bilingual(
        zh: "基准病种法：mi÷\(method.benchmarkGroup ?? "")×\(method.base)",
        en: "benchmark: mi ÷ \(method.benchmarkGroup ?? "") × \(method.base)")
    case .quota:
      method.quota.map {
        Bilingual(zh: "标准定额法：mi÷\($0)", en: "quota: mi ÷ \($0)")
      } ?? Bilingual(zh: "标准定额法：mi÷M", en: "quota: mi ÷ M")
    }
  }

  private var trimmingCode: String {
    switch method.trimming {
    case .none: "none"
    case .percentile: "percentile"
    case .sigma: "sigma"
    }
  }

  private var trimmingWords: Bilingual {
    switch method.trimming {
    case .none: Bilingual(zh: "不裁剪", en: "none")
    case .percentile(let lower, let upper):
      Bilingual(zh: "保留第 \(lower) 至第 \(upper) 百分位", en: "percentiles \(lower) to \(upper) stay")
    case .sigma(let factor):
      Bilingual(zh: "保留均值±\(factor)σ", en: "mean ± \(factor) σ stays")
    }
  }

  private static func text(_ rounding: Rounding) -> String {
    switch rounding {
    case .exact: "exact"
    case .decimals(let scale, let mode): "\(scale) \(mode.rawValue)"
    }
  }

  /// The measured coefficients as a policy writes them.
  public var policyFragment: String {
    let values = levels.reversed().map { "\"\($0.level)\": \($0.coefficient)" }
    let value = yearStart.map {
      """
      # 年初点值 / year-start point value (history's cost ÷ score):
      # point_value: {year_start: \(yearStartText($0)), …}

      """
    }
    return """
      # 级别系数（测算自 \(years.first.map(\.description) ?? "")-\(years.last.map(\.description) ?? "") 年，目录 \(result.name) \(result.version)，输入摘要 \(inputsDigest)）
      # Level coefficients measured with the catalogue; put them into the policy that uses it.
      coefficients:
        level: {\(values.joined(separator: ", "))}
      \(value ?? "")
      """
  }
}
