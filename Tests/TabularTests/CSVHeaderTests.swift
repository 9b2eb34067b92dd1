import Quantities
import Tabular
import Testing

@Suite("CSV header")
struct CSVHeaderTests {
  private let columns = [
    CSVColumn("setl_id", aliases: ["结算ID", "结算编号"]),
    CSVColumn("gend", aliases: ["性别"], required: false),
    CSVColumn("medfee_sumamt", aliases: ["医疗费总额"]),
  ]

  @Test("Aliases, case, blanks and full-width letters are understood")
  func aliases() throws {
    let header = try CSVHeader(names: [" 结算ＩＤ ", "备注", "MEDFEE_SUMAMT"], columns: columns)
    #expect(header.positions == [0, nil, 2])
    #expect(header.unknown == ["备注"])
    #expect(header.name(of: 2) == "MEDFEE_SUMAMT")
  }

  @Test("Missing and double columns are refused with their names")
  func refusals() {
    #expect {
      try CSVHeader(names: ["性别"], columns: columns)
    } throws: {
      guard let problem = $0 as? Problem else { return false }
      return problem.code == "CSV_COLUMNS_MISSING"
        && problem.details.map(\.key) == ["setl_id", "medfee_sumamt"]
    }
    #expect {
      try CSVHeader(names: ["setl_id", "结算编号", "医疗费总额"], columns: columns)
    } throws: {
      ($0 as? Problem)?.code == "CSV_COLUMN_TWICE"
    }
  }
}
