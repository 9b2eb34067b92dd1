import Quantities

/// What two catalogues differ in: groups first, in the order of the newer one, then the lists in the
/// order of their codes.
public struct CatalogueComparison {
  public private(set) var changes: [CatalogueChange] = []

  public init(_ before: Catalogue, _ after: Catalogue) {
    compareGroups(before, after)
    for role in CatalogueManifest.Role.allCases {
      compare(role, before.lists.entries(of: role), after.lists.entries(of: role))
    }
  }

  private mutating func compareGroups(_ before: Catalogue, _ after: Catalogue) {
    for group in after.groups {
      guard let index = before.index(of: group.code) else {
        add(
          .added, .groups, group.code, after: group.name, zh: "新增病种 \(group.code) \(group.name)",
          en: "group \(group.code) \(group.name) was added")
        continue
      }
      compare(before.groups[index], group)
    }
    for group in before.groups where after.index(of: group.code) == nil {
      add(
        .removed, .groups, group.code, before: group.name,
        zh: "删除病种 \(group.code) \(group.name)",
        en: "group \(group.code) \(group.name) was removed")
    }
  }

  private mutating func compare(_ before: DiseaseGroup, _ after: DiseaseGroup) {
    let old = before.fields
    for (position, field) in after.fields.enumerated() where old[position].text != field.text {
      func quoted(_ text: String) -> String { text.isEmpty ? "—" : text }
      let (was, is_) = (quoted(old[position].text), quoted(field.text))
      add(
        .changed, field.table, after.code, field: field.name, before: old[position].text,
        after: field.text, zh: "病种 \(after.code) 的\(field.title.zh)由 \(was) 改为 \(is_)",
        en: "\(field.title.en) of group \(after.code) changed from \(was) to \(is_)")
    }
  }

  private mutating func compare(
    _ role: CatalogueManifest.Role, _ before: [String: String], _ after: [String: String]
  ) {
    let title = role.title
    for code in Set(before.keys).union(after.keys).sorted() {
      switch (before[code], after[code]) {
      case (nil, let value?):
        add(
          .added, role, code, after: value,
          zh: "\(title.zh)新增 \(code)\(value.isEmpty ? "" : "：\(value)")",
          en: "\(title.en): \(code) was added\(value.isEmpty ? "" : " (\(value))")")
      case (let value?, nil):
        add(
          .removed, role, code, before: value, zh: "\(title.zh)删除 \(code)",
          en: "\(title.en): \(code) was removed")
      case (let old?, let new?) where old != new:
        add(
          .changed, role, code, before: old, after: new,
          zh: "\(title.zh)中 \(code) 由 \(old) 改为 \(new)",
          en: "\(title.en): \(code) changed from \(old) to \(new)")
      default: break
      }
    }
  }

  private mutating func add(
    _ kind: CatalogueChange.Kind, _ table: CatalogueManifest.Role, _ code: String,
    field: String = "", before: String = "", after: String = "", zh: String, en: String
  ) {
    changes.append(
      CatalogueChange(
        kind: kind, table: table, code: code, field: field, before: before, after: after,
        sentence: Bilingual(zh: zh, en: en)))
  }
}

extension DiseaseGroup {
  fileprivate typealias Field = (
    table: CatalogueManifest.Role, name: String, title: Bilingual, text: String
  )

  /// Everything that decides about cases and money, field by field, each in one form.
  fileprivate var fields: [Field] {
    func yes(_ flag: Bool) -> String { flag ? "是" : "" }
    let means = referenceMeans.map { reference, amount in
      "\(reference.insurance ?? "*")/\(reference.level.map(String.init) ?? "*") \(amount)"
    }.sorted().joined(separator: "; ")
    return [
      (.groups, "group_name", Bilingual(zh: "名称", en: "the name"), name),
      (.groups, "kind", Bilingual(zh: "类型", en: "the kind"), kind.code),
      (.groups, "seq", Bilingual(zh: "序号", en: "the sequence number"), "\(sequence)"),
      (
        .groups, "main_diagnosis_codes", Bilingual(zh: "主要诊断", en: "the main diagnosis"),
        (looksAtAnyDiagnosis ? "(任意) " : "")
          + diagnoses.map(\.description).sorted().joined(separator: "|")
      ),
      (
        .groups, "main_procedure_codes", Bilingual(zh: "主要手术操作", en: "the main procedure"),
        (looksAtAnyProcedure ? "(任意) " : "") + mainProcedures.description
      ),
      (
        .groups, "related_procedure_codes",
        Bilingual(zh: "相关手术操作", en: "the related procedure"), relatedProcedures.description
      ),
      (
        .groups, "other_conditions", Bilingual(zh: "其他条件", en: "the other condition"),
        conditions.map(\.description).sorted().joined(separator: "; ")
      ),
      (
        .groups, "procedure_class", Bilingual(zh: "操作类别", en: "the class of procedures"),
        classTerm
      ),
      (
        .groups, "surgery_level", Bilingual(zh: "手术级别", en: "the level of surgery"),
        surgeryLevel.map { "\($0)" } ?? ""
      ),
      (.groups, "tcm", Bilingual(zh: "中医标志", en: "the mark of Chinese medicine"), yes(isTCM)),
      (
        .primaryCare, "primary_care", Bilingual(zh: "基层病种标志", en: "the mark of primary care"),
        yes(isPrimaryCare)
      ),
      (
        .primaryCare, "coefficient",
        Bilingual(zh: "基层病种系数", en: "the primary-care coefficient"),
        primaryCareCoefficient?.description ?? ""
      ),
      (.scores, "score", Bilingual(zh: "分值", en: "the score"), score?.description ?? ""),
      (.scores, "mean", Bilingual(zh: "次均费用", en: "the mean cost"), means),
    ]
  }
}

extension CatalogueLists {
  /// A list as text by code; empty for the files that groups come from.
  fileprivate func entries(of role: CatalogueManifest.Role) -> [String: String] {
    func diagnosis(_ key: CodeKey) -> String { DiagnosisCode(key: key).description }
    func procedure(_ key: CodeKey) -> String { ProcedureCode(key: key).description }
    func dictionary(_ pairs: some Sequence<(String, String)>) -> [String: String] {
      Dictionary(pairs, uniquingKeysWith: { "\($0); \($1)" })
    }
    switch role {
    case .groups, .local, .scores, .primaryCare, .tcmGroups: return [:]
    case .excludedDiagnoses: return dictionary(excludedDiagnoses.map { ("\($0)", "") })
    case .drugResistant: return dictionary(drugResistantDiagnoses.map { ("\($0)", "") })
    case .excludedProcedures:
      return dictionary(excludedProcedures.map { ("\($0)", $1.description) })
    case .procedureClasses:
      return dictionary(
        procedureClassTables.flatMap { table in
          table.entries.map { ("\(table.name)\(table.name.isEmpty ? "" : ":")\($0)", $1.term) }
        })
    case .diagnosisCodes:
      return dictionary((codes?.diagnosisKeys ?? []).map { (diagnosis($0), "") })
    case .procedureCodes:
      return dictionary((codes?.procedureKeys ?? []).map { (procedure($0), "") })
    case .auxiliary:
      return dictionary(auxiliary.map { ("\($0.groupCode) \($0.type)", "\($0.coefficient)") })
    case .complications:
      return dictionary(
        complications.codes.entries.map {
          (diagnosis($0.key), "\($0.value.level.term) \($0.value.exclusion)")
        })
    case .complicationExclusions:
      return complications.exclusions.mapValues { patterns in
        patterns.map(\.description).sorted().joined(separator: "|")
      }
    case .comorbidities:
      return dictionary(
        comorbidities.codes.entries.map {
          let category = comorbidities.categories[Int($0.value)]
          return (diagnosis($0.key), "\(category.name) \(category.weight)")
        })
    case .surgeryLevels:
      return dictionary(surgeryLevels.entries.map { (procedure($0.key), "\($0.value)") })
    case .newTechnology: return dictionary(newTechnology.map { ("\($0.code)", "\($0.score)") })
    case .diagnosisMapping:
      return dictionary(
        diagnosisMapping.entries.map {
          ("\(diagnosis($0.from)) → \($0.toVersion)", diagnosis($0.to))
        })
    case .procedureMapping:
      return dictionary(
        procedureMapping.entries.map {
          ("\(procedure($0.from)) → \($0.toVersion)", procedure($0.to))
        })
    }
  }
}

extension CatalogueManifest.Role {
  /// What people call the file.
  public var title: Bilingual {
    switch self {
    case .groups: Bilingual(zh: "病种", en: "groups")
    case .local: Bilingual(zh: "本地病种", en: "local groups")
    case .scores: Bilingual(zh: "分值", en: "scores")
    case .primaryCare: Bilingual(zh: "基层病种", en: "primary-care groups")
    case .tcmGroups: Bilingual(zh: "中医优势病种", en: "groups of Chinese medicine")
    case .auxiliary: Bilingual(zh: "辅助目录", en: "auxiliary coefficients")
    case .excludedDiagnoses: Bilingual(zh: "不纳入分组的主要诊断", en: "excluded diagnoses")
    case .excludedProcedures: Bilingual(zh: "不纳入分组的手术操作", en: "excluded procedures")
    case .drugResistant: Bilingual(zh: "结核耐药诊断", en: "drug-resistant tuberculosis")
    case .procedureClasses: Bilingual(zh: "手术操作类别", en: "procedure classes")
    case .surgeryLevels: Bilingual(zh: "手术级别", en: "surgery levels")
    case .complications: Bilingual(zh: "并发症与合并症", en: "complications")
    case .complicationExclusions: Bilingual(zh: "并发症排除表", en: "complication exclusions")
    case .comorbidities: Bilingual(zh: "合并症指数", en: "comorbidities")
    case .newTechnology: Bilingual(zh: "新技术", en: "new technology")
    case .diagnosisMapping: Bilingual(zh: "诊断编码映射", en: "diagnosis mapping")
    case .procedureMapping: Bilingual(zh: "手术操作编码映射", en: "procedure mapping")
    case .diagnosisCodes: Bilingual(zh: "诊断编码库", en: "diagnosis codes")
    case .procedureCodes: Bilingual(zh: "手术操作编码库", en: "procedure codes")
    }
  }
}
