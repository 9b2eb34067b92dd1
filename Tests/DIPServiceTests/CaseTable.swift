import Glibc
import Quantities

/// A seeded table of settlement lists in CSV, with defects where asked, and what an import of it
/// must count. Written without the product's own writer, so that the two check each other.
struct CaseTable {
  var header = Self.englishHeader
  var rows: [String] = []

  static let englishHeader =
    "setl_id,version,psn_no,fixmedins_code,insutype,admdvs,gend,brdy,adm_time,dscg_time,dscg_way,"
    + "nwb_bir_wt,diag_codes,oprn_oprt_codes,icu_days,medfee_sumamt,fund_pay_sumamt,psn_part_amt,"
    + "drug_fee,treat_fee,surg_fee,matl_fee"
  static let chineseHeader =
    "结算ID,版本,人员编号,定点医药机构编号,险种类型,参保地,性别,出生日期,入院时间,出院时间,离院方式,"
    + "新生儿出生体重,诊断编码,手术操作编码,重症监护天数,医疗费总额,基金支付总额,个人负担总金额,"
    + "药品费,治疗费,手术费,耗材费"

  static let institutions = (1...8).map { "H1522010000\($0)" }
  private static let diagnoses = [
    "I63.900", "J18.900", "K80.000", "I20.000", "N20.100", "E11.900", "M51.202", "A09.901",
    "C34.900", "O82.000", "S72.000", "H25.900",
  ]
  private static let procedures = [
    "", "", "51.2300", "36.0601", "81.5100", "13.4100x001", "74.1x01",
  ]

  /// Lists with ids `L000000`… in ascending order, discharged in 2025.
  init(rows count: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for index in 0..<count { rows.append(Self.row(index, version: 1, &random)) }
  }

  /// One valid list.
  static func row(_ index: Int, version: Int, _ random: inout SeededRandom) -> String {
    func pick(_ values: [String]) -> String {
      values[Int(random.integer(in: 0...Int64(values.count - 1)))]
    }
    let total = random.integer(in: 50_000...9_000_000)
    let fund = random.integer(in: 0...total)
    let day = random.integer(in: 1...28)
    let month = random.integer(in: 1...12)
    let stay = "\(padded(month, 2))-\(padded(day, 2))"
    let diagnoses = pick(Self.diagnoses) + "|" + pick(Self.diagnoses)
    return [
      "L\(padded(Int64(index), 6))", "\(version)", "P\(padded(random.integer(in: 0...99_999), 5))",
      pick(institutions), pick(["310", "390"]), "152201", pick(["1", "2"]),
      "19\(random.integer(in: 30...99))-0\(random.integer(in: 1...9))-11", "2025-\(stay) 08:30:00",
      "2025-\(stay) 18:05:00", "1", "", diagnoses, pick(procedures), "0", yuan(total), yuan(fund),
      yuan(total - fund), yuan(total / 4), yuan(total / 5), "0", yuan(total / 10),
    ].joined(separator: ",")
  }

  /// The row with another value in one column.
  static func row(_ row: String, replacing column: Int, by value: String) -> String {
    var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[column] = value
    return cells.joined(separator: ",")
  }

  var text: String { ([header] + rows).joined(separator: "\n") + "\n" }
  var utf8: [UInt8] { Array(text.utf8) }

  /// The file in GB18030, by the system's own converter.
  func gb18030() throws -> [UInt8] {
    let descriptor = iconv_open("GB18030", "UTF-8")
    guard descriptor != iconv_t(bitPattern: -1) else { throw ConversionFailed() }
    defer { iconv_close(descriptor) }
    var input = utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 2 + 16)
    var left = input.count
    var room = output.count
    let size = output.count
    let converted = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress
        var to = target.baseAddress
        return iconv(descriptor, &from, &left, &to, &room)
      }
    }
    guard converted != Int.max, left == 0 else { throw ConversionFailed() }
    return output[..<(size - room)].map { UInt8(bitPattern: $0) }
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func yuan(_ fen: Int64) -> String { "\(fen / 100).\(padded(fen % 100, 2))" }
}

struct ConversionFailed: Error {}
