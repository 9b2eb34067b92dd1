import Quantities

extension MeasurementReport {
  /// The report as tables: summary, years, levels, groups, groups that left, groups that came,
  /// auxiliary types, in this order. Empty ones are left out, but for the first four.
  public var tables: [ReportTable] {
    [summaryTable, yearTable, levelTable, groupTable]
      + [droppedTable, addedTable, auxiliaryTable].filter { !$0.table.rows.isEmpty }
  }

  private typealias Cell = StatementTable.Cell
  private typealias Column = StatementTable.Column

  private var yearTable: ReportTable {
    ReportTable(
      "measurement.years", "历史年度", "Years of history",
      noteZh: "次均费用为裁剪后的全部病例（含未入组）。",
      noteEn: "Mean costs are of all cases that stay after trimming, ungrouped ones included.",
      columns: [
        .text("year", "年度", "Year"), .number("weight", "权重", "Weight"),
        .number("lists", "清单数", "Lists"), .number("elsewhere", "异地就医", "Elsewhere"),
        .number("other_pools", "其他险种", "Other pools"),
        .number("out_of_scope", "不纳入DIP", "Out of scope"),
        .number("grouped", "入组", "Grouped"), .number("ungrouped", "未入组", "Ungrouped"),
        .number("trimmed", "裁剪", "Trimmed"), .number("mean", "次均费用(元)", "Mean cost (yuan)"),
        .number("mean_exact", "次均费用(精确)", "Mean cost (exact)"),
      ],
      rows: years.indices.map { index in
        let (count, year) = (counts[index], regionYears[index])
        return [
          .text("\(years[index])"), .count(weights[index]), .count(count.lists),
          .count(count.elsewhere), .count(count.otherPools), .count(count.outOfScope),
          .count(count.grouped), .count(count.ungrouped), .count(Int(year.trimmed)),
          .decimal(year.mean?.formatted(decimals: 2) ?? ""), .decimal(Self.exact(year.mean)),
        ]
      })
  }

  private var levelTable: ReportTable {
    ReportTable(
      "measurement.levels", "级别系数", "Level coefficients",
      noteZh: "系数＝同级别医疗机构近年加权次均费用÷全区近年加权次均费用；病例数不足时沿用政策系数。",
      noteEn:
        "Coefficient: weighted mean cost of the level over the years ÷ the region's. With too few cases the policy's own stays.",
      columns: [
        .text("level", "级别", "Level"), .number("cases", "病例数", "Cases"),
        .number("mean", "加权次均费用(元)", "Weighted mean (yuan)"),
        .number("exact", "系数(精确)", "Exact"), .number("coefficient", "系数", "Coefficient"),
        .text("basis", "来源", "From"),
      ],
      rows: levels.reversed().map { level in
        [
          StatementTable.levelCell(level.level), .count(Int(level.cases)),
          .decimal(level.mean?.formatted(decimals: 2) ?? ""), .decimal(Self.exact(level.exact)),
          .decimal(level.coefficient.description),
          level.exact == nil
            ? .term("policy", Bilingual(zh: "沿用政策", en: "policy"))
            : .term("measured", Bilingual(zh: "测算", en: "measured")),
        ]
      })
  }

  private var groupTable: ReportTable {
    var columns: [Column] = [
      .text("group_code", "病种编码", "Group"), .text("group_name", "病种名称", "Name"),
      .text("stage", "类型", "Stage"), .text("basis", "来源", "From"),
    ]
    for year in years {
      columns += [
        .number("cases_\(year)", "\(year)病例数", "Cases \(year)"),
        .number("trimmed_\(year)", "\(year)裁剪", "Trimmed \(year)"),
        .number("mean_\(year)", "\(year)次均费用(元)", "Mean \(year) (yuan)"),
      ]
    }
    columns += [
      .number("mean", "加权次均费用(元)", "Weighted mean (yuan)"),
      .number("mean_exact", "加权次均费用(精确)", "Weighted mean (exact)"),
      .number("score_exact", "分值(精确)", "Score (exact)"), .number("score", "分值", "Score"),
      .number("old_score", "原分值", "Old score"), .number("change", "变化%", "Change %"),
      .number("cv", "CV", "CV"), .text("uneven", "CV偏大", "Uneven"),
    ]
    for level in [3, 2, 1, 0] {
      columns.append(
        .number("coefficient_\(level)", "病种系数(\(level)级)", "Coefficient (level \(level))"))
    }
    return ReportTable(
      "measurement.groups", "病种分值", "Scores of groups",
      noteZh: "CV＝最近一年费用标准差÷均值；病种系数＝该级别该病种加权次均费用÷该病种加权次均费用。",
      noteEn:
        "CV: standard deviation ÷ mean of the newest year. Coefficient: weighted mean of the group at the level ÷ that of the group.",
      columns: columns, rows: groups.map(row))
  }

  private func row(_ group: MeasuredGroup) -> [Cell] {
    var cells: [Cell] = [
      .text(group.code), .text(group.name), .text(group.kind.stage), basis(group),
    ]
    for year in group.years {
      cells += [
        .count(Int(year.cases)), .count(Int(year.trimmed)),
        .decimal(year.mean?.formatted(decimals: 2) ?? ""),
      ]
    }
    cells += [
      .decimal(group.mean?.formatted(decimals: 2) ?? ""), .decimal(Self.exact(group.mean)),
      .decimal(Self.exact(group.exactScore)), .decimal(group.score.description),
      .decimal(group.oldScore?.description ?? ""), .decimal(group.change ?? ""),
      .decimal(group.variation.map(Self.millionths) ?? ""),
      group.isUneven ? .term("1", Bilingual(zh: "是", en: "yes")) : .text(""),
    ]
    for level in [3, 2, 1, 0] {
      cells.append(.decimal(group.levelCoefficients[level]?.description ?? ""))
    }
    return cells
  }

  private func basis(_ group: MeasuredGroup) -> Cell {
    switch (group.basis, group.isNew) {
    case (.kept, _): .term("kept", Bilingual(zh: "沿用原分值", en: "old score kept"))
    case (.measured, true): .term("new", Bilingual(zh: "新增", en: "new group"))
    case (.measured, false): .term("measured", Bilingual(zh: "测算", en: "measured"))
    }
  }

  /// The exact decimal or fraction; `≈` where its terms are beyond 128 bits.
  static func exact(_ value: BigRatio?) -> String { value?.description ?? "" }

  static func millionths(_ value: Int64) -> String {
    BigRatio(WideInteger(value), 1_000_000).formatted(decimals: 4)
  }
}
