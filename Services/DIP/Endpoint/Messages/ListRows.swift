import DIPDomain
import Messages
import Quantities
import Tabular

/// Lists that came as messages, written as the rows that files have, so that one parser checks both.
struct ListRows {
  private var writer = CSVWriter()

  init() { CaseWriter.writeHeader(to: &writer) }

  /// Lists as columns; throws when the columns are not of one length or an index leads nowhere.
  init(_ columns: Dip.SettlementListColumns) throws(Problem) {
    self.init()
    try Self.checkLengths(columns)
    var (diagnosis, procedure) = (0, 0)
    for row in columns.setlId.indices {
      let diagnoses = try Self.codes(
        columns, columns.diagnoses, from: &diagnosis, count: columns.diagnosisCount[row])
      let procedures = try Self.codes(
        columns, columns.procedures, from: &procedure, count: columns.procedureCount[row])
      writer.write(columns.setlId[row])
      writer.write(Int64(columns.version[row]))
      writer.write(columns.personNumber[row])
      writer.write(try Self.text(columns, columns.institutionCode[row]))
      writer.write(Int64(columns.insuranceType[row]))
      writer.write(try Self.text(columns, columns.areaCode[row]))
      writer.write(Int64(columns.gender[row]))
      writer.write(Self.day(Int64(columns.birthDay[row])))
      writer.write(Self.time(columns.admissionMinute[row]))
      writer.write(Self.time(columns.dischargeMinute[row]))
      writer.write(Self.stated(columns.dischargeWay[row]))
      writer.write(Self.stated(columns.birthWeightGrams[row]))
      writer.write(diagnoses)
      writer.write(procedures)
      writer.write(Int64(columns.icuDays[row]))
      for amount in [
        columns.totalCostFen[row], columns.fundPaidFen[row], columns.patientPartFen[row],
        columns.drugFen[row], columns.treatmentFen[row], columns.surgeryFen[row],
        columns.consumableFen[row],
      ] { writer.write(Money(fen: amount)) }
      writer.endRow()
    }
    guard diagnosis == columns.diagnoses.count, procedure == columns.procedures.count else {
      throw Self.malformed("diagnosis_count, procedure_count")
    }
  }

  init(_ list: Dip.SettlementList) {
    self.init()
    writer.write(list.setlId)
    writer.write(list.version == 0 ? "" : String(list.version))
    writer.write(list.personNumber)
    writer.write(list.institutionCode)
    writer.write(String(list.insuranceType.rawValue))
    writer.write(list.areaCode)
    writer.write(Int64(list.gender))
    writer.write(list.birthDay)
    writer.write(list.admissionTime)
    writer.write(list.dischargeTime)
    writer.write(Self.stated(list.dischargeWay))
    writer.write(Self.stated(list.birthWeightGrams))
    writer.write(list.diagnoses.joined(separator: "|"))
    writer.write(list.procedures.joined(separator: "|"))
    writer.write(Int64(list.icuDays))
    for amount in [
      list.totalCostFen, list.fundPaidFen, list.patientPartFen, list.drugFen, list.treatmentFen,
      list.surgeryFen, list.consumableFen,
    ] { writer.write(Money(fen: amount)) }
    writer.endRow()
  }

  /// Calls the body with every row and the parser that its header asks for. Rows are numbered from
  /// 1, the header not counted.
  func readEach(
    codes: CodeTables = .none, _ body: (CSVRecord, CaseParser) throws -> Void
  ) throws {
    let parser = CSVParser(encoding: .utf8)
    parser.append(writer.bytes)
    parser.finish()
    guard let header = try parser.next() else { return }
    let caseParser = try CaseParser(header: header, codes: codes)
    while let record = try parser.next() { try body(record, caseParser) }
  }

  private static func checkLengths(_ columns: Dip.SettlementListColumns) throws(Problem) {
    let count = columns.setlId.count
    var lengths = [columns.version, columns.institutionCode, columns.insuranceType].map(\.count)
    lengths += [columns.areaCode, columns.gender, columns.dischargeWay].map(\.count)
    lengths += [columns.birthWeightGrams, columns.diagnosisCount].map(\.count)
    lengths += [columns.procedureCount, columns.icuDays].map(\.count)
    lengths += [columns.admissionMinute, columns.dischargeMinute, columns.totalCostFen].map(\.count)
    lengths += [columns.fundPaidFen, columns.patientPartFen, columns.drugFen].map(\.count)
    lengths += [columns.treatmentFen, columns.surgeryFen, columns.consumableFen].map(\.count)
    lengths += [columns.personNumber.count, columns.birthDay.count]
    guard lengths.allSatisfy({ $0 == count }) else { throw malformed("lengths") }
  }

  private static func codes(
    _ columns: Dip.SettlementListColumns, _ indexes: [UInt32], from position: inout Int,
    count: UInt32
  ) throws(Problem) -> String {
    guard Int(count) <= indexes.count - position else { throw malformed("codes") }
    var text = ""
    for index in indexes[position..<position + Int(count)] {
      if !text.isEmpty { text += "|" }
      text += try self.text(columns, index)
    }
    position += Int(count)
    return text
  }

  private static func text(
    _ columns: Dip.SettlementListColumns, _ index: UInt32
  ) throws(Problem) -> String {
    guard Int(index) < columns.dictionary.count else { throw malformed("dictionary") }
    return columns.dictionary[Int(index)]
  }

  /// A number that is no day is written as it is, for the parser to refuse.
  private static func day(_ number: Int64) -> String {
    (try? Day(number: Int32(clamping: number)).description) ?? String(number)
  }

  private static func time(_ number: Int64) -> String {
    (try? LocalMinute(number: number).description) ?? String(number)
  }

  private static func stated(_ number: UInt32) -> String { number == 0 ? "" : String(number) }

  private static func malformed(_ part: String) -> Problem {
    Problem(
      .invalidInput, "DIP_COLUMNS_MALFORMED", zh: "列长度不一致或索引越界：\(part)",
      en: "columns of different lengths, or an index out of range: \(part)",
      remedyZh: "请检查生成列的程序；每列须有相同行数", remedyEn: "check the program that made the columns",
      details: [Problem.Detail("part", part)])
  }
}
