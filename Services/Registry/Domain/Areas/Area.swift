import Quantities

/// An area (行政区划) as it is over some days: name, kind, where it belongs, who follows it.
public struct Area: RegistryFact {
  public let code: AreaCode
  public let name: String
  public let kind: AreaKind
  /// The area it belongs to, stored, not computed: some codes are not in GB/T 2260. Nil for a
  /// province.
  public let parent: AreaCode?
  /// Codes that follow this one when it is closed.
  public let successors: [AreaCode]
  public let population: Population?

  /// Residents (常住人口) counted for a year.
  public struct Population: Sendable, Hashable {
    public let residents: Int64
    public let year: Int

    /// Throws `REGISTRY_POPULATION_INVALID` for a negative count or a year outside 1949–2100.
    public init(residents: Int64, year: Int) throws(Problem) {
      guard residents >= 0, (1949...2100).contains(year) else {
        throw Problem(
          .invalidInput, "REGISTRY_POPULATION_INVALID",
          zh: "常住人口 \(residents)（\(year) 年）不合理", en: "not a population: \(residents) in \(year)",
          remedyZh: "人口为非负整数，年份为 1949 至 2100",
          remedyEn: "write a count that is not negative and a year from 1949 to 2100")
      }
      self.residents = residents
      self.year = year
    }
  }

  public var key: AreaCode { code }

  /// Throws when the kind is of another level than the code, when a parent is missing or not above,
  /// or when the name is empty.
  public init(
    code: AreaCode, name: String, kind: AreaKind, parent: AreaCode?,
    successors: [AreaCode] = [], population: Population? = nil
  ) throws(Problem) {
    try Problem.requireName(name)
    guard kind.level == code.level else {
      throw Problem(
        .invalidInput, "REGISTRY_AREA_KIND_LEVEL",
        zh: "类型“\(kind.chinese)”与代码 \(code) 的层级不符",
        en: "kind \(kind.rawValue) does not fit the level of the code \(code)",
        remedyZh: "请核对类型或代码", remedyEn: "check the kind or the code",
        details: [Problem.Detail("kind", kind.rawValue), Problem.Detail("code", "\(code)")])
    }
    let fits = parent.map { $0.level < code.level } ?? (code.level == .province)
    guard fits else {
      throw Problem(
        .invalidInput, "REGISTRY_AREA_PARENT_LEVEL",
        zh: "\(code) 的上级 \(parent.map(String.init(describing:)) ?? "（空）") 不是更高层级的区划",
        en: "the parent of \(code) is missing or not of a higher level",
        remedyZh: "请填写上级区划代码；省级留空", remedyEn: "write the code above; leave it empty for a province",
        details: [Problem.Detail("code", "\(code)")])
    }
    guard !successors.contains(code), Set(successors).count == successors.count else {
      throw Problem(
        .invalidInput, "REGISTRY_AREA_SUCCESSORS",
        zh: "\(code) 的后继代码重复或包含自身", en: "successors of \(code) repeat or name itself",
        remedyZh: "请核对后继代码", remedyEn: "check the successor codes")
    }
    self.code = code
    self.name = name
    self.kind = kind
    self.parent = parent
    self.successors = successors
    self.population = population
  }
}

extension Problem {
  /// Names are one line, not empty, at most 200 characters.
  static func requireName(_ name: String) throws(Problem) {
    guard !name.isEmpty, name.unicodeScalars.count <= 200,
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
      name.first?.isWhitespace == false, name.last?.isWhitespace == false
    else {
      throw Problem(
        .invalidInput, "REGISTRY_NAME_INVALID", zh: "名称为空、过长或含有换行",
        en: "a name is empty, too long or has control characters or outer blanks",
        remedyZh: "请填写 1 至 200 字的名称", remedyEn: "write a name of 1 to 200 characters")
    }
  }
}
