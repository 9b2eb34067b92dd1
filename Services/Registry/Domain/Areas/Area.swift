import Quantities

/// An area (行政区划) as it is over some days: name, kind, where it belongs and lies, who lives there,
/// who follows it.
public struct Area: RegistryFact {
  public let code: AreaCode
  public private(set) var name: String
  public private(set) var kind: AreaKind
  /// The area it belongs to, stored, not computed: some codes are not in GB/T 2260. Nil for a
  /// province.
  public private(set) var parent: AreaCode?
  /// Codes that follow this one when it is closed.
  public private(set) var successors: [AreaCode]
  /// Counts of the residents by year, each year at most once (历年常住人口).
  public private(set) var populations: [Population]
  /// A point that stands for the area, such as the seat of its committee.
  public private(set) var coordinates: Coordinates?

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

  /// The newest count.
  public var population: Population? { populations.last }

  /// The newest count that was there on a day: of that day's year or an earlier one.
  public func population(on day: Day) -> Population? {
    populations.last { $0.year <= Int(day.year.number) }
  }

  /// The count that a rule about a day goes by: the newest one up to its year, else the first one made.
  public func populationForRules(on day: Day) -> Population? {
    population(on: day) ?? populations.first
  }

  /// Throws when the kind is of another level than the code, when a parent is missing or not above,
  /// when the name is empty, or when a year is counted twice.
  public init(
    code: AreaCode, name: String, kind: AreaKind, parent: AreaCode?,
    successors: [AreaCode] = [], populations: [Population] = [], coordinates: Coordinates? = nil
  ) throws(Problem) {
    self.code = code
    self.name = name
    self.kind = kind
    self.parent = parent
    self.successors = successors
    self.populations = populations
    self.coordinates = coordinates
    if populations.count > 1 { self.populations.sort { $0.year < $1.year } }
    try check()
  }

  private func check() throws(Problem) {
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
    guard
      successors.isEmpty
        || (!successors.contains(code) && Set(successors).count == successors.count)
    else {
      throw Problem(
        .invalidInput, "REGISTRY_AREA_SUCCESSORS",
        zh: "\(code) 的后继代码重复或包含自身", en: "successors of \(code) repeat or name itself",
        remedyZh: "请核对后继代码", remedyEn: "check the successor codes")
    }
    for (earlier, later) in zip(populations, populations.dropFirst())
    where earlier.year == later.year {
      throw Problem(
        .invalidInput, "REGISTRY_POPULATION_TWICE",
        zh: "\(code) 的 \(later.year) 年人口重复", en: "\(code) is counted twice for \(later.year)",
        remedyZh: "每年只填写一个人口数", remedyEn: "write one count a year",
        details: [Problem.Detail("code", "\(code)")])
    }
  }
}

extension Area {
  /// The same area under another name, kind or parent.
  func altered(
    name: String? = nil, kind: AreaKind? = nil, parent: AreaCode? = nil
  ) throws(Problem) -> Area {
    var copy = self
    copy.name = name ?? self.name
    copy.kind = kind ?? self.kind
    copy.parent = parent ?? self.parent
    try copy.check()
    return copy
  }

  /// As it ends: with the codes that follow.
  func succeeded(by codes: [AreaCode]) throws(Problem) -> Area {
    var copy = self
    copy.successors = codes
    try copy.check()
    return copy
  }

  /// With these counts in place of those it has.
  func counted(_ populations: [Population]) throws(Problem) -> Area {
    var copy = self
    copy.populations = populations.sorted { $0.year < $1.year }
    try copy.check()
    return copy
  }

  /// With one more count, or another one of the same year.
  public func counted(_ population: Population) throws(Problem) -> Area {
    try counted(populations.filter { $0.year != population.year } + [population])
  }
}

extension Problem {
  /// Names are one line, not empty, at most 200 characters.
  static func requireName(_ name: String) throws(Problem) {
    // Bytes below 0x80 are characters of ASCII wherever they stand, so most of it needs no decoding.
    guard !name.isEmpty, name.utf8.count <= 200 || name.unicodeScalars.count <= 200,
      name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
      name.unicodeScalars.first?.properties.isWhitespace == false,
      name.unicodeScalars.last?.properties.isWhitespace == false
    else {
      throw Problem(
        .invalidInput, "REGISTRY_NAME_INVALID", zh: "名称为空、过长或含有换行",
        en: "a name is empty, too long or has control characters or outer blanks",
        remedyZh: "请填写 1 至 200 字的名称", remedyEn: "write a name of 1 to 200 characters")
    }
  }
}
