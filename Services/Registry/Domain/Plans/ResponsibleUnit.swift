import Quantities

/// A unit that a plan makes responsible (责任单位), under the name that the text gives it. Further
/// names are what the same text calls it in lists (“盟卫生健康委、发展改革委”) and what people say.
public struct ResponsibleUnit: RegisterEntry {
  public static let code = Field.code("code", "单位代码", "code").key
  public static let name = Field.text("name", "单位名称", "name")
  public static let names = Field.text("aliases", "其他名称", "further names").list
  public static let kind = Field<ResponsibleUnitKind>.term("kind", "类别", "kind")
  public static let area = Field.area()

  public static let register = RegisterDescription(
    "responsible_units", "责任单位", "responsible units", source: "M67",
    fields: [code, name, names, kind, area])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
  public var name: String { self[Self.name] }
  public var area: AreaCode { self[Self.area] }

  /// Whether a person may mean this unit by a text: its code, its name or another of its names.
  public func isCalled(_ text: String) -> Bool {
    code.text == text || name == text || self[Self.names].contains(text)
  }
}

/// Kind of a responsible unit (责任单位类别).
public enum ResponsibleUnitKind: String, ControlledTerm {
  case department, government
  /// All governments of the next level at once, as the texts name them: 各旗县市人民政府.
  case localGovernments = "local_governments"
  case institution

  public var chinese: String {
    switch self {
    case .department: "部门"
    case .government: "人民政府"
    case .localGovernments: "各地人民政府"
    case .institution: "事业单位"
    }
  }
}
