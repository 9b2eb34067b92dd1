import Quantities

/// A plan that a government has issued (方案、若干措施、工作要点).
public struct PolicyPlan: RegisterEntry {
  public static let code = Field.code("code", "计划代码", "code").key
  public static let title = Field.text("title", "标题", "title")
  public static let document = Field.text("document", "文号", "document number").optional
  public static let issuer = Field.text("issuer", "发文机关", "issuer")
  public static let area = Field.area()
  public static let issuedOn = Field.day("issued_on", "印发日期", "issued on").optional
  public static let note = Field.text("note", "说明", "note", limit: 400).optional

  public static let register = RegisterDescription(
    "plans", "计划", "plans", source: "M67: S000–S004",
    fields: [code, title, document, issuer, area, issuedOn, note])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
}
