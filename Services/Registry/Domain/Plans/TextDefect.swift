import Quantities

/// A defect or contradiction in the texts of plans (原文问题): listed beside the data, never silently
/// put right.
public struct TextDefect: RegisterEntry {
  public static let code = Field.code("code", "问题编号", "code").key
  public static let plans = Field.code(of: "plans", "plans", "计划代码", "plans").list
  public static let clauses = Field.text("clauses", "条款", "clauses").optional
  public static let finding = Field.text("finding", "问题", "finding", limit: 600)
  public static let findingEnglish = Field.text(
    "finding_en", "问题（英文）", "finding in English", limit: 600)
  public static let treatment = Field.text("treatment", "数据中的处理", "treatment", limit: 600)
  public static let treatmentEnglish = Field.text(
    "treatment_en", "数据中的处理（英文）", "treatment in English", limit: 600)

  public static let register = RegisterDescription(
    "text_defects", "原文问题", "defects of the texts", source: "M67: S000–S004",
    fields: [
      code, plans, clauses, finding, findingEnglish, treatment, treatmentEnglish,
    ])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }
}
