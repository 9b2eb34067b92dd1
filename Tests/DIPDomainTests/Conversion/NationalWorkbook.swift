import DIPDomain
import Quantities
import Tabular
import Workbook

/// The excerpt of the national catalogue laid out as the published workbook is: a sheet for each part,
/// titles above the headers, conditions in columns of their own, line breaks inside cells.
struct NationalWorkbook {
  private(set) var sheets: [Worksheet] = []

  /// Nil where the excerpt does not stand beside the repository.
  init?() {
    guard let groups = Self.rows("groups.csv") else { return nil }
    func of(_ kind: String, _ word: String = "") -> [[String: String]] {
      groups.filter { $0["kind"] == kind && ($0["category"] ?? "").contains(word) }
    }
    addAdvance(of("XQ"))
    let merged = ["序号", "主要诊断编码", "主要诊断名称", "主要手术操作编码", "主要手术操作名称", "相关手术操作编码", "相关手术操作名称"]
    add("二、并项规则下的核心病种", title: "二、并项规则下的核心病种", merged, of("BX").map { Self.plain($0) })
    addSubdivided(of("FZ", "烧伤"), of("FZ", "肿瘤"), of("FZ", "结核"))
    add(
      "四、基础规则下的核心病种", title: "四、基础规则下的核心病种", Array(merged.prefix(5)),
      of("JC").map { Array(Self.plain($0).prefix(5)) })
    addLists()
  }

  private mutating func addAdvance(_ rows: [[String: String]]) {
    let surgical = rows.filter { $0["main_diagnosis_codes"] == "所有诊断" }
    let newborn = rows.filter { $0["main_diagnosis_codes"] != "所有诊断" }
    add(
      "一、先期分组", title: "一、先期分组下的核心病种",
      ["分类", "序号", "主要诊断编码", "主要诊断名称", "主要手术操作编码", "主要手术操作名称", "分组名称", "说明"],
      surgical.map { row in
        [
          "category", "seq", "main_diagnosis_codes", "main_diagnosis_names", "main_procedure_codes",
          "main_procedure_names", "group_name", "note",
        ].map { row[$0] ?? "" }
      })
    // The newborn stand below in a table of their own.
    var table = [["分类", "序号", "主要诊断编码", "主要诊断名称", "天龄", "出生体重", "分组名称", "说明"]]
    for row in newborn {
      let parts = (row["other_conditions"] ?? "").split(separator: "; ").map(String.init)
      table.append([
        row["category"] ?? "", row["seq"] ?? "", row["main_diagnosis_codes"] ?? "",
        row["main_diagnosis_names"] ?? "", String(parts[0].dropFirst(3)),
        String(parts[1].dropFirst(4)), row["group_name"] ?? "", row["note"] ?? "",
      ])
    }
    extend(table)
  }

  private mutating func addSubdivided(
    _ burns: [[String: String]], _ tumours: [[String: String]], _ tuberculosis: [[String: String]]
  ) {
    add(
      "三、诊断辅助细分-烧伤类病种", title: "（一）烧伤类病种",
      [
        "序号", "主要诊断编码", "烧伤腐蚀伤程度", "其他诊断编码", "其他诊断名称", "烧伤腐蚀伤面积", "主要手术操作编码", "主要手术操作名称",
        "相关手术操作编码", "相关手术操作名称",
      ],
      burns.map { row in
        let parts = (row["other_conditions"] ?? "").split(separator: "; ").map(String.init)
        return [
          row["seq"] ?? "", row["main_diagnosis_codes"] ?? "", row["main_diagnosis_names"] ?? "",
          String(parts[0].dropFirst(5)), "累及体表", parts[1], row["main_procedure_codes"] ?? "",
          row["main_procedure_names"] ?? "", row["related_procedure_codes"] ?? "",
          row["related_procedure_names"] ?? "",
        ]
      })
    add(
      "三、诊断辅助细分-肿瘤类病种", title: "（二）肿瘤类病种",
      [
        "序号", "主要诊断编码", "主要诊断名称", "其他诊断编码", "其他诊断名称", "主要手术操作/\n相关手术操作编码",
        "主要手术操作/\n相关手术操作名称",
      ],
      tumours.map { row in
        let condition = (row["other_conditions"] ?? "").dropFirst(5)
        let codes = condition.prefix { $0 != "（" }
        return [
          row["seq"] ?? "", row["main_diagnosis_codes"] ?? "", row["main_diagnosis_names"] ?? "",
          String(codes), String(condition.dropFirst(codes.count + 1).dropLast()),
          row["main_procedure_codes"] ?? "", row["main_procedure_names"] ?? "",
        ]
      })
    add(
      "三、诊断辅助细分-结核类病种", title: "（三）结核类病种",
      ["序号", "主要诊断编码", "主要诊断名称", "主要手术操作编码", "主要手术操作名称", "是否耐药", "是否耐药说明"],
      tuberculosis.map { row in
        let condition = (row["other_conditions"] ?? "").dropFirst(5)
        return Array(Self.plain(row).prefix(5)) + [
          String(condition.prefix(1)), String(condition.dropFirst(2).dropLast()),
        ]
      })
  }

  private mutating func addLists() {
    let excluded = Self.rows("excluded_diagnosis.csv") ?? []
    add(
      "五、不纳入分组的主要诊断", title: "（一）不纳入分组的主要诊断列表", ["主要诊断编码", "主要诊断名称"],
      excluded.map { [$0["code"] ?? "", $0["name"] ?? ""] })
    let procedures = Self.rows("excluded_procedure.csv") ?? []
    add(
      "五、不纳入分组的主要手术操作", title: "（二）不纳入分组的主要手术操作列表", ["主要手术操作编码", "主要手术操作名称", "说明"],
      procedures.map { row in
        let scope = row["scope_main_diagnosis"] ?? ""
        // The published remark is broken over lines.
        let remark =
          scope.isEmpty
          ? row["exclusion_kind"] ?? ""
          : scope.replacing("|", with: "|\n") + "作为主要诊断，\n可作为主要手术操作"
        return [row["code"] ?? "", row["name"] ?? "", remark]
      })
    add(
      "六、基层病种", title: "六、基层病种", ["序号", "主要诊断编码", "主要诊断名称", "主要手术操作编码", "主要手术操作名称"],
      (Self.rows("primary_care.csv") ?? []).map { row in
        [
          "seq", "main_diagnosis_codes", "main_diagnosis_names", "main_procedure_codes",
          "main_procedure_names",
        ].map { row[$0] ?? "" }
      })
    add(
      "附表—结核耐药诊断", title: "附表—结核耐药诊断列表", ["主要诊断编码", "主要诊断名称"],
      (Self.rows("tb_resistant_codes.csv") ?? []).map { [$0["code"] ?? "", $0["name"] ?? ""] })
  }

  private static func plain(_ row: [String: String]) -> [String] {
    [
      "seq", "main_diagnosis_codes", "main_diagnosis_names", "main_procedure_codes",
      "main_procedure_names", "related_procedure_codes", "related_procedure_names",
    ].map { row[$0] ?? "" }
  }

  private mutating func add(_ name: String, title: String, _ header: [String], _ rows: [[String]]) {
    sheets.append(Worksheet(name: name))
    extend([[title], header] + rows)
  }

  /// Numbers are stored as numbers, as spreadsheet programs do; every third list of codes is broken
  /// over two lines.
  private mutating func extend(_ rows: [[String]]) {
    var number = sheets[sheets.count - 1].rows.last?.number ?? 0
    for row in rows {
      number += 1
      let cells = row.map { text -> CellValue in
        if text.isEmpty { return .empty }
        if Int(text) != nil { return .number(text) }
        return .text(
          number % 3 == 0 && !text.contains("\n") ? text.replacing("|", with: "|\n") : text)
      }
      sheets[sheets.count - 1].rows.append(.init(number: number, cells: cells))
    }
  }

  private static func rows(_ name: String) -> [[String: String]]? {
    guard let text = SharedData.text("data/dip3/\(name)") else { return nil }
    let reader = CSVReader(MemorySource(Array(text.utf8)))
    guard let header = try? reader.next()?.strings else { return nil }
    var rows: [[String: String]] = []
    while let record = try? reader.next() {
      rows.append(Dictionary(uniqueKeysWithValues: zip(header, record.strings)))
    }
    return rows
  }
}
