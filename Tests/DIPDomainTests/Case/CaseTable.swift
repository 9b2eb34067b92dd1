import DIPDomain
import Quantities
import Tabular

/// A table of settlement lists in text form, for tests: one good row, changed at will.
struct CaseTable {
  static let good: [CaseField: String] = [
    .id: "S1", .version: "1", .person: "P1", .institution: "H34160200001", .insurance: "310",
    .area: "341602", .gender: "2", .birthDay: "1956-03-04", .admission: "2025-03-01 10:00:00",
    .discharge: "2025-03-09 09:30:00", .dischargeWay: "1", .birthWeight: "",
    .diagnoses: "J18.900|I10.x00x002", .procedures: "96.0400", .icuDays: "2",
    .totalCost: "1000.50", .fundPaid: "700.25", .patientPart: "300.25", .drugs: "100.00",
    .treatment: "200.00", .surgery: "0.00", .consumables: "50.00",
  ]

  var columns = CaseColumns()
  var issues: [RowIssue] = []
  /// Of the last row.
  var checkedCodes = false

  init(_ changes: [CaseField: String] = [:], codes: CodeTables = .none) throws {
    try self.init(rows: [Self.good.merging(changes) { $1 }], codes: codes)
  }

  init(rows: [[CaseField: String]], codes: CodeTables = .none) throws {
    var writer = CSVWriter()
    let fields = CaseField.allCases.filter { rows.first?[$0] != nil }
    writer.writeRow(fields.map(\.name))
    for row in rows { writer.writeRow(fields.map { row[$0] ?? "" }) }
    try self.init(csv: writer.bytes, codes: codes)
  }

  init(csv bytes: [UInt8], codes: CodeTables = .none) throws {
    let reader = CSVReader(MemorySource(bytes))
    guard let header = try reader.next() else { return }
    let parser = try CaseParser(header: header, codes: codes)
    while let record = try reader.next() { issues += parser.parse(record, into: &columns) }
    checkedCodes = parser.checkedCodes
  }
}
