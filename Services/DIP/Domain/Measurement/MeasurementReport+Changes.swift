import Quantities

extension MeasurementReport {
  /// Groups that left, with the reason and where their cases went.
  var droppedTable: ReportTable {
    ReportTable(
      "measurement.dropped", "未设病种", "Groups left out",
      noteZh: "全部历史年度少于 \(threshold) 例的核心病种不单独设组，其病例归入其他病种；中医优势病种和基层病种不受此限。",
      noteEn:
        "Core groups with fewer than \(threshold) cases in the history are left out and their cases go elsewhere; groups of TCM and primary care stay.",
      columns: [
        .text("group_code", "病种编码", "Group"), .text("group_name", "病种名称", "Name"),
        .text("stage", "类型", "Stage"), .number("cases", "历史病例数", "Cases"),
        .text("reason", "原因", "Reason"), .text("moved_to", "病例去向", "Cases went to"),
      ],
      rows: dropped.map { group in
        [
          .text(group.code), .text(group.name), .text(group.kind.stage),
          .count(Int(group.cases.reduce(0, +))), reason(group),
          .text(group.movedTo.map(Self.destination).joined(separator: "、")),
        ]
      })
  }

  private func reason(_ group: DroppedGroup) -> StatementTable.Cell {
    switch group.reason {
    case .belowThreshold(let needed):
      .term(
        "below_threshold",
        Bilingual(zh: "不足 \(needed) 例", en: "fewer than \(needed) cases"))
    case .relatedAddsLittle(let code, let percent):
      .term(
        "related_adds_little",
        Bilingual(
          zh: "较 \(code) 仅增 \(percent)%，不足 \(method.relatedSplitPercent)%",
          en: "adds \(percent) % to \(code), less than \(method.relatedSplitPercent) %"))
    case .noCasesNoScore:
      .term("no_cases", Bilingual(zh: "无病例且无分值", en: "no cases and no score"))
    }
  }

  private static func destination(_ destination: DroppedGroup.Destination) -> String {
    "\(destination.code.isEmpty ? "-" : destination.code) \(destination.cases)"
  }

  /// Groups that came.
  var addedTable: ReportTable {
    ReportTable(
      "measurement.added", "新增病种", "Groups added",
      noteZh:
        "核心病种未覆盖、且达到 \(threshold) 例的主要诊断×主要手术操作组合；相关手术操作使次均费用增加不少于 \(method.relatedSplitPercent)% 时另设。新增病种须经专家论证。",
      noteEn:
        "Combinations of main diagnosis and main procedure that no core group takes, with \(threshold) cases or more; one with a related procedure where that adds \(method.relatedSplitPercent) % to the mean. Experts review them before use.",
      columns: [
        .text("group_code", "病种编码", "Group"), .text("stage", "类型", "Stage"),
        .text("diagnosis", "主要诊断", "Main diagnosis"),
        .text("main_procedure", "主要手术操作", "Main procedure"),
        .text("related_procedure", "相关手术操作", "Related procedure"),
        .text("procedure_class", "操作类别", "Class"),
      ],
      rows: added.map { group in
        [
          .text(group.code), .text(group.kind.stage), .text(group.diagnosis),
          .text(group.mainProcedure), .text(group.relatedProcedure),
          .text(group.procedureClass?.term ?? ""),
        ]
      })
  }

  /// Auxiliary types of groups, triggered or not.
  var auxiliaryTable: ReportTable {
    let trigger = method.auxiliaryTrigger
    let icu =
      trigger.intensiveCare.map { limits in
        Bilingual(
          zh: "（监护病房分型 \(limits.cases) 例、\(limits.cvFallPercent)%）",
          en: " (by ICU days: \(limits.cases) cases, \(limits.cvFallPercent) %)")
      } ?? Bilingual(zh: "", en: "")
    return ReportTable(
      "measurement.auxiliary", "辅助分型", "Auxiliary types",
      noteZh:
        "系数＝该分型上年度次均费用÷该病种上年度次均费用；病种不少于 \(trigger.groupCases) 例，分型不少于 \(trigger.cases) 例且分型后组内 CV 下降不少于 \(trigger.cvFallPercent)% 时触发\(icu.zh)。",
      noteEn:
        "Coefficient: last year's mean of the type ÷ that of the group. Triggered with \(trigger.cases) cases or more in a group of \(trigger.groupCases) or more, when splitting the type off lowers the CV within the group by \(trigger.cvFallPercent) % or more\(icu.en).",
      columns: [
        .text("group_code", "病种编码", "Group"), .text("type", "分型", "Type"),
        .number("group_cases", "病种病例数", "Group's cases"), .number("cases", "分型病例数", "Cases"),
        .number("mean", "分型次均费用(元)", "Mean (yuan)"), .number("cv", "病种CV", "CV"),
        .number("cv_within", "分型后CV", "CV within"), .text("triggered", "触发", "Triggered"),
        .number("exact", "系数(精确)", "Exact"), .number("coefficient", "系数", "Coefficient"),
      ],
      rows: auxiliary.map { entry in
        [
          .text(entry.groupCode), .text(entry.type), .count(Int(entry.groupCases)),
          .count(Int(entry.cases)), .decimal(entry.mean.formatted(decimals: 2)),
          .decimal(Self.millionths(entry.variation)),
          .decimal(Self.millionths(entry.variationWithin)),
          entry.isTriggered
            ? .term("1", Bilingual(zh: "是", en: "yes")) : .term("0", Bilingual(zh: "否", en: "no")),
          .decimal(Self.exact(entry.exact)), .decimal(entry.coefficient.description),
        ]
      })
  }
}
