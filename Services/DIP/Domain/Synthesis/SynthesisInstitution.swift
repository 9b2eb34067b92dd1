import Quantities
import Tabular

/// An institution that synthetic lists come from.
public struct SynthesisInstitution: Sendable, Hashable {
  /// Insurance code (H + 11 digits).
  public var code: String
  /// 0…3
  public var level: Int
  public var isTCM: Bool
  /// County of the institution, six digits.
  public var area: Int32
  /// Its share of the cases is in proportion to its beds.
  public var beds: Int

  public init(code: String, level: Int, isTCM: Bool, area: Int32, beds: Int) {
    self.code = code
    self.level = level
    self.isTCM = isTCM
    self.area = area
    self.beds = beds
  }

  /// Reads the registry's institutions file; institutions without beds or insurance code admit nobody
  /// and are left out.
  ///
  /// - Throws: the problems of `CSVHeader`; `SYNTHESIS_INSTITUTION_INVALID` with the row.
  public static func read(registry bytes: [UInt8]) throws(Problem) -> [SynthesisInstitution] {
    let reader = CSVReader(MemorySource(bytes))
    guard let first = try reader.next() else { return [] }
    let header = try CSVHeader(
      first,
      columns: [
        CSVColumn("insurance_code", aliases: ["医保编码", "定点医疗机构编码"]),
        CSVColumn("kind", aliases: ["类型", "机构类型"]), CSVColumn("level", aliases: ["级别", "等级"]),
        CSVColumn("area", aliases: ["行政区划", "行政区划代码"]), CSVColumn("beds", aliases: ["床位数", "床位"]),
      ])
    var institutions: [SynthesisInstitution] = []
    while let record = try reader.next() {
      func text(_ column: Int) -> String { header.field(column, of: record)?.trimmed.string ?? "" }
      let levels = ["未定级": 0, "一级": 1, "二级": 2, "三级": 3, "0": 0, "1": 1, "2": 2, "3": 3]
      guard let beds = Int(text(4)), beds > 0, !text(0).isEmpty else { continue }
      guard let level = levels[text(2)], let area = Int32(text(3).prefix(6)), area >= 100_000,
        let code = try? InstitutionCode(parsing: text(0))
      else {
        throw Problem(
          .invalidInput, "SYNTHESIS_INSTITUTION_INVALID", zh: "第 \(record.row) 行机构无法使用",
          en: "the institution of row \(record.row) cannot be used",
          remedyZh: "请检查医保编码、级别和行政区划", remedyEn: "check insurance code, level and area")
      }
      institutions.append(
        SynthesisInstitution(
          code: code.text, level: level, isTCM: text(1).contains("中医") || text(1).contains("蒙医"),
          area: area, beds: beds))
    }
    return institutions
  }
}
