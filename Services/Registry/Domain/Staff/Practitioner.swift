import Quantities

/// A health worker (卫生人员) as they are over some days. Where they work is kept as postings, where
/// they may practise as licences.
public struct Practitioner: RegisterEntry {
  public static let code = Field.code("code", "人员代码", "code").key
  public static let name = Field.text("name", "姓名", "name", limit: 60)
  public static let identity = Field.identity().aliases("身份号码", "公民身份号码").optional
  public static let sex = Field<Sex>.term("sex", "性别", "sex")
  public static let birthday = Field.day("birthday", "出生日期", "birthday")
  public static let kind = Field<PractitionerKind>.term("kind", "人员类别", "kind")
  public static let licence = Field.text("licence", "执业证书编码", "licence", limit: 32).optional
  public static let scope = Field<PracticeScope>.term("scope", "执业范围", "scope of practice")
    .optional
  public static let title = Field<ProfessionalTitle>.term("title", "职称", "title").optional
  public static let isEngaged = Field.flag("engaged", "已聘", "engaged to the title").optional

  public static let register = RegisterDescription(
    "practitioners", "卫生人员", "practitioners",
    source: "M11: S001·10, S003·5; M53: S000·十三, S003·16",
    fields: [
      code, name, identity, sex, birthday, kind, licence, scope, title, isEngaged,
    ], rules: [.promotionService])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
  public var name: String { self[Self.name] }
  /// The masked identity number (身份号码), as far as it is ever shown; the number itself is kept
  /// encrypted elsewhere.
  public var identityMasked: String? { self[Self.identity] }
  public var sex: Sex { self[Self.sex] }
  public var birthday: Day { self[Self.birthday] }
  public var kind: PractitionerKind { self[Self.kind] }
  public var scope: PracticeScope { self[Self.scope] ?? .none }
  public var title: ProfessionalTitle { self[Self.title] ?? .none }
  /// Whether they were engaged to the post of their title (已聘), not only qualified for it.
  public var isEngaged: Bool { self[Self.isEngaged] ?? (title != .none) }

  /// Throws when the licence is missing for a kind that has one or is not letters and digits, the
  /// birthday is not of somebody who may work, or the identity number tells another one.
  public func check() throws(Problem) {
    if let number = row.identity,
      number.birthday != birthday || number.isMale != (sex == .male)
    {
      throw Problem(
        .invalidInput, "REGISTRY_IDENTITY_MISMATCH", zh: "身份证号与出生日期或性别不符",
        en: "the identity number tells another birthday or sex", remedyZh: "请核对证件",
        remedyEn: "compare with the identity card",
        details: [Problem.Detail("practitioner", code.text)])
    }
    let licence = self[Self.licence] ?? ""
    guard
      licence.utf8.allSatisfy({ byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
      }), !licence.isEmpty || !kind.isLicensed
    else {
      throw Problem(
        .invalidInput, "REGISTRY_LICENCE_INVALID", zh: "\(kind.chinese)的执业证书编码缺失或无效",
        en: "a \(kind.rawValue) needs a licence number of letters and digits",
        remedyZh: "请按执业证书填写", remedyEn: "write it as the licence says",
        details: [Problem.Detail("practitioner", code.text)])
    }
    guard (1900...2100).contains(birthday.civil.year) else {
      throw Problem(
        .invalidInput, "REGISTRY_BIRTHDAY_INVALID", zh: "出生日期 \(birthday) 不合理",
        en: "not a birthday: \(birthday)", remedyZh: "请核对出生日期", remedyEn: "check the birthday",
        details: [Problem.Detail("practitioner", code.text)])
    }
  }
}
