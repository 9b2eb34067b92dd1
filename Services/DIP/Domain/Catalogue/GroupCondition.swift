/// What a group asks of a case beside its codes (其他条件).
public enum GroupCondition: Sendable, Hashable {
  /// 天龄: age at admission in days.
  case ageInDays(ClosedRange<Int>)
  /// 年龄: age at admission in completed years.
  case ageInYears(ClosedRange<Int>)
  /// 出生体重 in grams. A weight that is not stated matches no group.
  case birthWeight(ClosedRange<Int>)
  /// 其他诊断: some diagnosis after the main one.
  case otherDiagnosis([DiagnosisPattern])
  /// 是否耐药: another diagnosis U84.3, or, where the group says so, a main diagnosis of the list of
  /// drug-resistant tuberculosis.
  case drugResistant(Bool, orMainOfList: Bool)

  /// Reads the wording of the national workbook, conditions separated by semicolons. The burnt area
  /// (`面积…`) repeats what the T31 and T32 codes before it say and adds no condition.
  static func parse(_ text: String) -> Result<[GroupCondition], UnreadableEntry> {
    var conditions: [GroupCondition] = []
    for part in text.split(whereSeparator: { $0 == ";" || $0 == "；" }) {
      let trimmed = String(part).filter { $0 != " " && $0 != "　" }
      if trimmed.isEmpty || trimmed.contains("面积") { continue }
      guard let condition = GroupCondition(trimmed) else {
        return .failure(UnreadableEntry(text: trimmed))
      }
      conditions.append(condition)
    }
    return .success(conditions)
  }

  private init?(_ text: String) {
    if text.hasPrefix("天龄"), let range = Self.range(text.dropFirst(2), unit: "天") {
      self = .ageInDays(range)
    } else if text.hasPrefix("年龄"), let range = Self.range(text.dropFirst(2), unit: "岁") {
      self = .ageInYears(range)
    } else if text.hasPrefix("出生体重"), let range = Self.range(text.dropFirst(4), unit: "克") {
      self = .birthWeight(range)
    } else if text.hasPrefix("其他诊断") {
      // What stands in brackets names the codes; nothing may follow it.
      let codes = text.dropFirst(4).prefix { $0 != "（" && $0 != "(" }
      guard codes.endIndex == text.endIndex || text.hasSuffix("）") || text.hasSuffix(")"),
        case .success(let patterns) = [DiagnosisPattern].parse(String(codes)),
        !patterns.isEmpty
      else { return nil }
      self = .otherDiagnosis(patterns)
    } else if text.hasPrefix("是否耐药：是") || text.hasPrefix("是否耐药:是") {
      self = .drugResistant(true, orMainOfList: text.contains("主要诊断"))
    } else if text.hasPrefix("是否耐药：否") || text.hasPrefix("是否耐药:否") {
      self = .drugResistant(false, orMainOfList: text.contains("主要诊断"))
    } else {
      return nil
    }
  }

  /// `<29天`, `≤28天`, `>17岁`, `≥18岁`, `1000-1499克`.
  private static func range(_ text: Substring, unit: Character) -> ClosedRange<Int>? {
    guard text.last == unit, let first = text.first else { return nil }
    let body = text.dropLast()
    let limit = Int.max
    switch first {
    case "<", "＜": return Int(body.dropFirst()).flatMap { $0 > 0 ? 0...$0 - 1 : nil }
    case "≤": return Int(body.dropFirst()).flatMap { $0 >= 0 ? 0...$0 : nil }
    case ">", "＞":
      return Int(body.dropFirst()).flatMap { $0 >= 0 && $0 < limit ? $0 + 1...limit : nil }
    case "≥": return Int(body.dropFirst()).flatMap { $0 >= 0 ? $0...limit : nil }
    default:
      let ends = body.split(separator: "-").compactMap { Int($0) }
      guard ends.count == 2, ends[0] <= ends[1] else { return nil }
      return ends[0]...ends[1]
    }
  }
}

extension GroupCondition: CustomStringConvertible {
  /// The same wording again; canonical.
  public var description: String {
    switch self {
    case .ageInDays(let range): return "天龄\(Self.text(range))天"
    case .ageInYears(let range): return "年龄\(Self.text(range))岁"
    case .birthWeight(let range): return "出生体重\(Self.text(range))克"
    case .otherDiagnosis(let patterns):
      return "其他诊断\(patterns.map(\.description).sorted().joined(separator: "|"))"
    case .drugResistant(let yes, let list):
      return "是否耐药：\(yes ? "是" : "否")\(list ? "（主要诊断或其他诊断）" : "（其他诊断）")"
    }
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max ? "≥\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
  }
}
