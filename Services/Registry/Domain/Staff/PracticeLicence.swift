import Quantities

/// Where a practitioner may practise (执业机构备案): one main institution and any number of others.
public struct PracticeLicence: RegisterEntry {
  public static let practitioner = Field.practitioner().key
  public static let institution = Field.institution().key
  public static let isMain = Field.flag("main", "主要执业机构", "main institution")

  public static let register = RegisterDescription(
    "practice_licences", "执业机构备案", "practice licences", source: "S000·一; M54: S000·十三",
    fields: [practitioner, institution, isMain])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var practitioner: RegistryCode { self[Self.practitioner] }
  public var institution: RegistryCode { self[Self.institution] }
  /// Whether it is the main institution (主要执业机构); the others are further ones (多机构备案).
  public var isMain: Bool { self[Self.isMain] }
}
