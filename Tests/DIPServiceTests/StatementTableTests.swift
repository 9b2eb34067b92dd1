import DIPDomain
import Quantities
import Testing

@Suite("Statement as table")
struct StatementTableTests {
  private static let plain = [
    StatementLine(
      institutionCode: "H99010200001", institutionName: "临江市人民医院", level: 3,
      insuranceCode: "310", cases: 12, coefficient: "1.05", totalScore: "12345.6789",
      due: Money(fen: 123_456), balance: Money(fen: -1)),
    StatementLine(
      institutionCode: "H99010200002", institutionName: "A, \"B\"", level: 0, insuranceCode: ""),
  ]

  private let table = StatementTable(
    lines: plain,
    totals: [
      StatementLine(
        institutionCode: "", institutionName: "合计", level: 0, insuranceCode: "310",
        due: Money(fen: 123_456))
    ])

  @Test("Columns stand under each other although Chinese characters are wide")
  func text() {
    let lines = table.text(.zh).split(separator: "\n")
    #expect(lines.count == 6)
    let width = { (line: Substring) in
      line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }
    // The last column is a number: every line ends at the same place.
    #expect(Set(lines.map(width)).count == 1)
    #expect(lines[2].contains("临江市人民医院") && lines[2].contains("三级"))
    #expect(lines[2].hasSuffix("-0.01"))
    #expect(table.text(.en).contains("Tertiary"))
  }

  @Test("The CSV begins with the mark that spreadsheets look for, and quotes what needs it")
  func csv() {
    let bytes = table.csv()
    #expect(bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
    let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("机构编码,机构名称,级别,险种,病例数"))
    #expect(lines[1].hasSuffix(",1234.56,-0.01"))
    #expect(lines[2].hasPrefix("H99010200002,\"A, \"\"B\"\"\",未定级,合并,0,"))
  }

  /// A line with everything that only some statements have.
  private static let full = StatementLine(
    institutionCode: "H99010200001", institutionName: "甲", level: 3, insuranceCode: "",
    consortium: "YL", cases: 3, itemCases: 1, coefficient: "1", totalScore: "300.5",
    pointValue: "10.25", baseScore: "240.4", payable: Money(fen: 900), prepaid: Money(fen: 500),
    deposit: Money(fen: 25), surplusShare: Money(fen: 7), due: Money(fen: 897),
    balance: Money(fen: 422),
    parts: [
      StatementPart(
        part: "core", cases: 2, score: "200.5", payable: Money(fen: 600), due: Money(fen: 590)),
      StatementPart(
        part: "special", cases: 1, score: "0", payable: Money(fen: 200), due: Money(fen: 200)),
      StatementPart(
        part: "ungrouped", cases: 1, score: "100", payable: Money(fen: 100), due: Money(fen: 100)),
    ])

  @Test("The filed CSV has the deposit and four columns for each of the eight parts, always")
  func filed() throws {
    let file = StatementTable(lines: [Self.full], totals: [], form: .filed)
    let empty = StatementTable(lines: Self.plain, totals: [], form: .filed)
    #expect(file.columns == empty.columns)
    let lines = String(decoding: file.csv().dropFirst(3), as: UTF8.self).split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let cells = Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
    #expect(cells["质量保证金(元)"] == "0.25" && cells["结余留用(元)"] == "0.07")
    #expect(cells["医共体"] == "YL" && cells["基准服务点数"] == "240.4" && cells["点值(元)"] == "10.25")
    for part in ["核心病种", "综合病种", "中医病种", "辅助分型", "基层病种", "特例单议", "新技术加成", "未入组"] {
      for column in ["病例数", "分值", "分值应付(元)", "清算应付(元)"] {
        #expect(cells[part + column] != nil, "\(part)\(column)")
      }
    }
    #expect(cells["核心病种分值"] == "200.5" && cells["核心病种清算应付(元)"] == "5.90")
    #expect(cells["特例单议病例数"] == "1" && cells["综合病种分值应付(元)"] == "0.00")
    // The parts and the surplus that is kept add up to what is due.
    let due = try lines[0].filter { $0.hasSuffix("清算应付(元)") && $0 != "清算应付(元)" }
      .reduce(Money.zero) { try $0 + Money(parsing: cells[$1] ?? "") }
    #expect(try due + Money(fen: 7) == Money(fen: 897))
  }

  @Test("A terminal's table has only what some line has; --parts shows what due consists of")
  func overview() throws {
    let keys = { (form: StatementTable.Form, line: StatementLine) in
      Set(StatementTable(lines: [line], totals: [], form: form).columns.map(\.key))
    }
    let rare: Set = [
      "consortium", "item_cases", "base_score", "point_value", "deposit", "surplus_share",
    ]
    #expect(keys(.overview, Self.full).isSuperset(of: rare))
    #expect(keys(.overview, Self.plain[0]).isDisjoint(with: rare))
    #expect(
      keys(.parts, Self.full) == [
        "institution_code", "institution_name", "insurance_type", "consortium", "core_cases",
        "core_due", "special_cases", "special_due", "ungrouped_cases", "ungrouped_due",
        "surplus_share", "due",
      ])
  }

  @Test("A total adds up the parts")
  func totals() throws {
    let total = try StatementLine.total(
      of: [Self.full, Self.full], insuranceCode: "", totalScore: "601", payRatio: "")
    #expect(total.parts.map(\.part) == ["core", "special", "ungrouped"])
    #expect(total.parts.map(\.score) == ["401", "0", "200"])
    #expect(total.parts.map(\.due.fen) == [1180, 400, 200])
    #expect(total.parts.map(\.cases) == [4, 2, 2])
  }

  @Test("JSON has amounts in fen and escapes text")
  func json() {
    let text = table.json()
    #expect(text.contains("\"due_fen\":123456,\"balance_fen\":-1"))
    #expect(text.contains("\"institution_name\":\"A, \\\"B\\\"\""))
    #expect(text.contains("\"level\":\"3\",\"insurance_type\":\"310\""))
  }
}
