import Quantities

extension CareIndices {
  private static let note = Bilingual(
    zh: "CMI＝入组病例平均病种分值÷全区平均；费用（时间）消耗指数＝各病种（本单位均值÷全区均值）按病例加权；CV＝组内费用标准差÷均值，按病例加权；比例为百分数。",
    en:
      "CMI: mean group score ÷ the region's. Cost (time) index: own mean ÷ the region's mean of the same group, weighted by cases. CV: standard deviation ÷ mean of the cost within groups, weighted by cases. Shares in per cent."
  )

  /// Region, its levels and its pools; institutions; groups.
  ///
  /// - Parameters:
  ///   - institution: code; only this institution and its groups, against the region. Nil gives all.
  /// - Throws: `QUANTITY_OVERFLOW`.
  public func tables(institution: String? = nil) throws(Problem) -> [ReportTable] {
    guard let institution else {
      return [try regionTable(), try institutionTable(nil), try groupTable(region)]
    }
    let place = tables.institutions.firstIndex { $0.code == institution }
    return [
      try institutionTable(place.map { [$0] } ?? []),
      try groupTable(place.map { institutions[$0] } ?? Line()),
    ]
  }

  private func regionTable() throws(Problem) -> ReportTable {
    var rows: [[StatementTable.Cell]] = []
    let whole = StatementTable.Cell.term("region", Bilingual(zh: "全区", en: "Region"))
    rows.append(try [whole] + figures(region))
    for level in [3, 2, 1, 0] where tables.institutions.contains(where: { $0.level == level }) {
      rows.append(try [StatementTable.levelCell(level)] + figures(try self.level(level)))
    }
    for (place, code) in tables.policy.pools.types.enumerated() {
      rows.append(try [StatementTable.insuranceCell(code)] + figures(pools[place]))
    }
    return ReportTable(
      key: "indices.region", title: Bilingual(zh: "全区指标", en: "Indices of the region"),
      note: Self.note,
      table: StatementTable(
        columns: [.text("part", "范围", "Part")] + Self.figureColumns, rows: rows))
  }

  private func institutionTable(_ places: [Int]?) throws(Problem) -> ReportTable {
    var rows: [[StatementTable.Cell]] = []
    for place in places ?? tables.orderByCode {
      let line = institutions[place]
      guard !line.groups.isEmpty || line.ungrouped.cases > 0 else { continue }
      let institution = tables.institutions[place]
      rows.append(
        try [
          .text(institution.code), .text(institution.name),
          StatementTable.levelCell(institution.level),
        ] + figures(line))
    }
    return ReportTable(
      key: "indices.institutions", title: Bilingual(zh: "机构指标", en: "Indices of institutions"),
      note: Self.note,
      table: StatementTable(
        columns: [
          .text("institution_code", "机构编码", "Code"),
          .text("institution_name", "机构名称", "Institution"), .text("level", "级别", "Level"),
        ] + Self.figureColumns, rows: rows))
  }

  private static let figureColumns: [StatementTable.Column] = [
    .number("cases", "病例数", "Cases"), .number("groups", "病种数", "Groups"),
    .number("case_mix_index", "CMI", "CMI"), .number("cost_index", "费用消耗指数", "Cost index"),
    .number("time_index", "时间消耗指数", "Time index"), .number("cv", "CV", "CV"),
    .number("mean_cost", "次均费用(元)", "Mean cost (yuan)"),
    .number("mean_stay", "平均住院日", "Mean stay"), .number("deaths", "死亡", "Deaths"),
    .number("death_share", "死亡率%", "Deaths %"), .number("low_share", "低倍率%", "Low %"),
    .number("high_share", "高倍率%", "High %"), .number("ungrouped_share", "未入组%", "Ungrouped %"),
    .number("drug_share", "药占比%", "Drugs %"),
    .number("consumable_share", "耗占比%", "Consumables %"),
  ]

  private func figures(_ line: Line) throws(Problem) -> [StatementTable.Cell] {
    let grouped = try line.total()
    var all = grouped
    try all.add(line.ungrouped)
    return [
      .count(all.cases), .count(line.groups.count), Self.cell(try caseMixIndex(line)),
      Self.cell(try costIndex(line)), Self.cell(try timeIndex(line)),
      Self.cell(try variation(line)), try .mean(all.cost, over: all.cases),
      try .mean(all.stay, over: all.cases, decimals: 2), .count(all.deaths),
      try .percent(all.deaths, of: all.cases), try .percent(all.low, of: all.cases),
      try .percent(all.high, of: all.cases),
      try .percent(line.ungrouped.cases, of: all.cases), try Self.share(all.drugs, of: all.cost),
      try Self.share(all.consumables, of: all.cost),
    ]
  }

  private func groupTable(_ line: Line) throws(Problem) -> ReportTable {
    var rows: [[StatementTable.Cell]] = []
    for place in line.groups.keys.sorted() {
      guard let own = line.groups[place], let whole = region.groups[place] else { continue }
      let group = catalogue.groups[place]
      let single = Line(groups: [place: own])
      rows.append([
        .text(group.code), .text(group.name), .text(group.kind.stage),
        .decimal(tables.groups[place].score.description), .count(own.cases),
        .count(institutions.count(where: { $0.groups[place] != nil })),
        try .mean(own.cost, over: own.cases), try .mean(whole.cost, over: whole.cases),
        Self.cell(try costIndex(single)), try .mean(own.stay, over: own.cases, decimals: 2),
        Self.cell(try timeIndex(single)), Self.cell(try Self.variation(own)),
        .count(own.deaths), try .percent(own.low, of: own.cases),
        try .percent(own.high, of: own.cases),
      ])
    }
    return ReportTable(
      "indices.groups", "病种指标", "Indices of groups", noteZh: "指数以全区同病种均值为 1。",
      noteEn: "An index of 1 is the region's mean of the group.",
      columns: [
        .text("group_code", "病种编码", "Group"), .text("group_name", "病种名称", "Name"),
        .text("stage", "类型", "Stage"), .number("score", "病种分值", "Score"),
        .number("cases", "病例数", "Cases"), .number("institutions", "机构数", "Institutions"),
        .number("mean_cost", "次均费用(元)", "Mean cost (yuan)"),
        .number("region_mean_cost", "全区次均费用(元)", "Region's mean cost (yuan)"),
        .number("cost_index", "费用消耗指数", "Cost index"),
        .number("mean_stay", "平均住院日", "Mean stay"),
        .number("time_index", "时间消耗指数", "Time index"), .number("cv", "CV", "CV"),
        .number("deaths", "死亡", "Deaths"), .number("low_share", "低倍率%", "Low %"),
        .number("high_share", "高倍率%", "High %"),
      ], rows: rows)
  }

  private static func share(
    _ part: Int128, of whole: Int128
  ) throws(Problem) -> StatementTable.Cell {
    guard whole > 0 else { return .decimal("") }
    return .decimal(
      try Ratio(try checkedProduct(part, 100), whole).rounded(scale: 2, .halfUp)
        .formatted(decimals: 2))
  }

  private static func cell(_ index: Decimal?) -> StatementTable.Cell {
    .decimal(index?.formatted(decimals: decimals) ?? "")
  }
}
