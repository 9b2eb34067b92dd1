import Contract
import Mesh
import Messages
import Quantities

/// A register's entries for people: columns with the headings and words of the terminal's language.
struct RegisterText {
  private let register: Registry.RegisterDescription

  init(_ register: Registry.RegisterDescription) { self.register = register }

  /// The register as the service describes it.
  static func of(_ name: String, _ client: MeshClient) async throws -> RegisterText {
    let answer = try await RegistryRegistersClient(client: client).describeRegisters(
      Registry.DescribeRegistersRequest(register: name))
    return RegisterText(answer.registers.first ?? Registry.RegisterDescription())
  }

  static func list(_ registers: [Registry.RegisterDescription]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("登记簿", "Register"), .left), (word("名称", "Title"), .left),
      (word("依据", "Source"), .left), (word("规则", "Rules"), .left),
    ])
    for register in registers {
      table.append([
        register.name, Terminal.said(register.title), register.source,
        register.rules.joined(separator: " "),
      ])
    }
    return table.text
  }

  /// The fields with what may stand in them.
  var fields: String {
    let word = Terminal.language
    var table = TextTable([
      (word("字段", "Field"), .left), (word("名称", "Title"), .left),
      (word("类型", "Type"), .left), (word("必填", "Required"), .left),
      (word("可用的词", "Words"), .left),
    ])
    for field in register.fields {
      table.append([
        field.name, Terminal.said(field.title), Self.type(field),
        field.key ? word("主键", "key") : field.required ? word("是", "yes") : "",
        field.words.map(\.chinese).joined(separator: " "),
      ])
    }
    return table.text
  }

  private static func type(_ field: Registry.RegisterField) -> String {
    let word = Terminal.language
    let name =
      switch field.type {
      case .code: word("代码", "code")
      case .institution: word("机构代码", "institution")
      case .consortium: word("医联体代码", "consortium")
      case .area: word("区划代码", "area")
      case .entry: field.reference
      case .term: field.ordered ? word("等级", "scale") : word("词", "word")
      case .day: word("日期", "day")
      case .wholeNumber: word("整数", "whole number")
      case .decimal: word("小数", "decimal")
      case .coordinates: word("经纬度", "coordinates")
      case .flag: word("是否", "yes or no")
      default: word("文字", "text")
      }
    return name + (field.list ? word("（多个，“|”分隔）", " (several, \"|\")") : "")
      + (field.unit.isEmpty ? "" : word("（\(field.unit)）", " (\(field.unit))"))
  }

  /// Fields with at least one value, and the days.
  func table(_ entries: [Registry.RegisterEntry], isHistory: Bool = false) -> String {
    let word = Terminal.language
    let used = Set(entries.flatMap { $0.values.map(\.field) })
    let fields = register.fields.filter { $0.key || used.contains($0.name) }
    var columns: [(String, TextTable.Alignment)] = fields.map {
      (Terminal.said($0.title), $0.type == .wholeNumber ? .right : .left)
    }
    columns += [(word("自", "From"), .left), (word("至", "To"), .left)]
    if isHistory {
      columns += [(word("记录", "Recorded"), .right), (word("取代", "Superseded"), .right)]
    }
    var table = TextTable(columns)
    for entry in entries {
      let validity = entry.validity ?? Registry.Validity()
      var cells = fields.map { written(entry, $0) } + [validity.validFrom, validity.validTo]
      if isHistory {
        cells += ["\(validity.recorded)", validity.superseded == 0 ? "" : "\(validity.superseded)"]
      }
      table.append(cells)
    }
    return table.text
  }

  /// One entry, a field a line.
  func sheet(_ entry: Registry.RegisterEntry) -> String {
    let word = Terminal.language
    let validity = entry.validity ?? Registry.Validity()
    var lines = register.fields.filter { field in
      entry.values.contains { $0.field == field.name }
    }.map { field in
      "\(Terminal.said(field.title))  \(written(entry, field))\(field.unit)"
    }
    lines.append(
      "\(word("有效期", "Valid"))  \(validity.validFrom) – \(validity.validTo)  [\(word("记录序号", "recorded")) \(validity.recorded)]"
    )
    lines += entry.overrides.map { override in
      "\(word("例外", "Override")) \(override.rule)  \(override.reason)\(word("（\(override.decidedBy)）", " (\(override.decidedBy))"))"
    }
    return lines.joined(separator: "\n")
  }

  func counts(_ counts: [Registry.EntryCount], by names: [String], sum: String) -> String {
    let word = Terminal.language
    let fields = names.compactMap { name in
      register.fields.first { $0.name == name || $0.title?.zh == name }
    }
    var columns: [(String, TextTable.Alignment)] = fields.map { (Terminal.said($0.title), .left) }
    columns.append((word("条目", "Entries"), .right))
    if !sum.isEmpty { columns.append((word("合计", "Sum"), .right)) }
    var table = TextTable(columns)
    for count in counts {
      table.append(
        zip(fields, count.values).map { Self.written($1, $0) } + ["\(count.entries)"]
          + (sum.isEmpty ? [] : ["\(count.sum)"]))
    }
    return table.text
  }

  private func written(_ entry: Registry.RegisterEntry, _ field: Registry.RegisterField) -> String {
    Self.written(entry.values.first { $0.field == field.name }?.value ?? "", field)
  }

  /// Words of closed lists in Chinese; programs read the values from --json.
  private static func written(_ value: String, _ field: Registry.RegisterField) -> String {
    switch field.type {
    case .term:
      value.split(separator: "|").map { part in
        field.words.first { $0.value == part }?.chinese ?? String(part)
      }.joined(separator: "、")
    case .flag: value.isEmpty ? "" : Terminal.language(value == "true" ? "是" : "否", value)
    default: value
    }
  }

  static func findings(_ findings: [Registry.RuleFinding]) -> String {
    let word = Terminal.language
    guard !findings.isEmpty else { return word("没有问题", "nothing found") }
    return findings.map { finding in
      let strength =
        switch finding.strength {
        case .error: word("错误", "error")
        case .warning: word("警告", "warning")
        default: word("提示", "note")
        }
      let overridden = finding.overridden.map {
        word(
          "  例外：\($0.reason)（\($0.decidedBy)）", "  overridden: \($0.reason) (\($0.decidedBy))")
      }
      return
        "[\(strength)] \(finding.rule) \(finding.source)  \(finding.subject)\(word("：", ": "))\(word(finding.messageZh, finding.messageEn))\(overridden ?? "")\n  → \(word(finding.remedyZh, finding.remedyEn))"
    }.joined(separator: "\n")
  }

  static func write(
    _ answer: Registry.EntryRecorded, _ register: String, _ client: MeshClient,
    _ output: OutputOptions
  ) async throws {
    if output.json { return Terminal.line(try answer.jsonText()) }
    let text = try await of(register, client)
    if let entry = answer.entry { Terminal.line(text.sheet(entry)) }
    if !answer.findings.isEmpty { Terminal.error(findings(answer.findings)) }
  }
}
