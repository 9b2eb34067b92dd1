import Quantities

/// A duty in the list of an area (责任清单; M37, seed 000 clause 十二, seed 001 clause 12, seed 003 clause
/// 5, seed 004 clause 2): who has to do what for public health.
public struct Duty: RegisterEntry {
  public static let area = Field.area().key
  public static let number = Field.wholeNumber("number", "序号", "number", in: 1...999).key
  public static let duty = Field.text("duty", "责任事项", "duty", limit: 500)
  public static let kinds = Field<InstitutionKind>.term("kinds", "机构类别", "kinds").list
  public static let publicOnly = Field.flag("public_only", "仅公立机构", "public institutions only")
  public static let assessed = Field.flag("assessed", "纳入绩效考核", "part of the assessment")
  public static let basis = Field.text("basis", "依据", "where the text says so")

  public static let register = RegisterDescription(
    "duties", "责任清单", "lists of duties", source: "M37: S000·十二; S001·12; S003·5; S004·2",
    fields: [area, number, duty, kinds, publicOnly, assessed, basis], rules: [.dutyItems])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// Whether an institution of that kind and ownership has the duty. A list without kinds means all.
  public func binds(_ institution: Institution) -> Bool {
    let kinds = self[Self.kinds]
    let isPublic = institution.ownership == .government || institution.ownership == .collective
    return (kinds.isEmpty || kinds.contains(institution.kind))
      && (isPublic || !self[Self.publicOnly])
  }

  /// M37: 阿拉善's list has 33 items (三十三项医疗卫生机构传染病防控责任清单).
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try knowledge.rules.shortfalls(
      .dutyItems, within: area, on: day, knowledge,
      of: Bilingual(zh: "责任清单事项", en: "items of the list of duties")
    ) { area in
      try knowledge.entries(Duty.self, in: area, where: [], on: day).count
    }
  }
}
