import DIPDomain
import Quantities
import Tabular
import Testing
import Workbook
import WorkbookFixtures

@Suite("Catalogues from workbooks")
struct CatalogueConversionTests {
  private static func naming(_ name: String = "t", _ version: String = "1")
    -> CatalogueConversion.Naming
  {
    .init(name: name, version: version, title: Bilingual(zh: "试", en: "t"))
  }

  private static func sheet(_ name: String, _ rows: [[CellValue]]) -> Worksheet {
    Worksheet(
      name: name,
      rows: rows.enumerated().map { .init(number: $0 + 1, cells: $1) }
        .filter { !$0.cells.isEmpty })
  }

  @Test("The national scheme's workbook is the catalogue that its excerpt is as CSV")
  func national() throws {
    guard let excerpt = NationalExcerpt.catalogue, let layout = NationalWorkbook() else { return }
    let file = WorkbookFile(layout.sheets).bytes
    let conversion = try CatalogueConversion(
      files: [file], naming: Self.naming(excerpt.name, excerpt.version))
    #expect(conversion.errors.isEmpty, "\(conversion.errors.prefix(3))")
    let catalogue = try #require(conversion.catalogue)
    #expect(catalogue.groups.count == excerpt.groups.count)
    for (read, known) in zip(catalogue.groups, excerpt.groups) {
      var same = read
      same.source = known.source
      #expect(same == known)
    }
    #expect(catalogue.hash == excerpt.hash)
    // What was written reads as the same catalogue again.
    #expect(CatalogueReader.read(conversion.files).catalogue == catalogue)
    // The oddities of the published workbook are said, with sheet and row.
    let related = conversion.findings.filter { $0.issue.code == "CATALOGUE_RELATED_IS_MAIN" }
    #expect(related.count == 16)
    #expect(related.allSatisfy { $0.file == "二、并项规则下的核心病种" })
    #expect(conversion.findings.count { $0.issue.code == "CATALOGUE_CODE_REPEATED" } >= 3)
    #expect(conversion.steps.contains { $0.zh.contains("六、基层病种") && $0.zh.contains("127 行") })
  }

  @Test("Sheets named after a catalogue's files are taken as they are")
  func ownSheets() throws {
    let sample = try #require(ProjectData.sampleCatalogue.catalogue)
    var sheets: [Worksheet] = []
    for file in ProjectData.sampleCatalogueFiles where file.name != CatalogueManifest.fileName {
      let reader = CSVReader(MemorySource(file.content))
      var rows: [[CellValue]] = []
      while let record = try reader.next() {
        rows.append(record.strings.map { $0.isEmpty ? .empty : .text($0) })
      }
      sheets.append(Self.sheet(String(file.name.dropLast(4)), rows))
    }
    let conversion = CatalogueConversion(
      try [Workbook(WorkbookFile(sheets, inline: true).bytes)],
      naming: Self.naming(sample.name, sample.version))
    #expect(conversion.errors.isEmpty, "\(conversion.errors.prefix(3))")
    #expect(conversion.catalogue?.hash == sample.hash)
  }

  @Test("Headers of two rows, headings between, notes, unused sheets, cells that are no codes")
  func layout() throws {
    let sheets = [
      Self.sheet(
        "二、并项规则下的核心病种",
        [
          [.text("按病种分值付费分组方案")], [],
          [.text("序号"), .text("主要诊断"), .empty, .text("主要手术操作")],
          [.empty, .text("编码"), .text("名称"), .text("编码"), .text("名称")],
          [.number("20"), .text("Ａ09.0"), .text("胃肠炎"), .number("45.23")],
          [.text("（一）消化系统")],
          [.number("21"), .text("A 09.9\n|B02"), .text("肠炎"), .text("45.2302")],
          [.empty, .text("K80"), .text("没有序号")],
          [.number("22"), .text("K80"), .error("#N/A"), .date("2025-01-02")],
          [.text("注：编码为医保版2.0")],
        ]),
      Self.sheet("说明", [[.text("x")]]),
    ]
    let file = WorkbookFile(
      sheets, merges: ["二、并项规则下的核心病种": ["A3:A4", "B3:C3", "D3:E3", "A6:E6"]])
    let conversion = try CatalogueConversion(files: [file.bytes], naming: Self.naming())
    let found = conversion.findings.map { "\($0.file.prefix(2)) \($0.issue.row) \($0.issue.code)" }
    #expect(
      found.filter { $0.contains("SHEET") } == [
        "二、 6 SHEET_TEXT_ROW", "二、 10 SHEET_TEXT_ROW", "二、 5 SHEET_CODE_IS_NUMBER",
        "二、 8 SHEET_ROW_WITHOUT_NUMBER", "二、 9 SHEET_CELL_ERROR", "二、 9 SHEET_CODE_IS_DATE",
        "说明 0 SHEET_UNUSED",
      ])
    // The date is no code either: the catalogue is refused, at the sheet's row.
    #expect(found.contains("二、 9 CATALOGUE_CODE_INVALID"))
    #expect(conversion.catalogue == nil)
    let groups = try #require(conversion.files.first { $0.name == "groups.csv" })
    let lines = String(decoding: groups.content, as: UTF8.self).split(separator: "\n")
    #expect(lines[1].hasPrefix("BX,20,A09.0,胃肠炎,45.23,"))
    #expect(lines[2].hasPrefix("BX,21,A09.9|B02,肠炎,45.2302,"))
  }

  @Test("Attachments: composites, comorbidities written once a category, severity lists")
  func attachments() throws {
    let groups = Self.sheet(
      "核心病种",
      [
        [.text("方案序号"), .text("主要诊断编码"), .text("主要手术操作编码")],
        [.text("JC-1858"), .text("A01.0"), .empty],
      ])
    let composites = Self.sheet(
      "综合病种字典表",
      [
        [.text("综合病种编码"), .text("综合病种名称"), .text("ICD-10分类码"), .text("组编号"), .text("组名称")],
        [.text("A17+-1"), .text("结核"), .text("A17+"), .text("1"), .text("内科诊疗组")],
        [.text("G01*-4"), .text("脑膜炎"), .text("G01*"), .text("4"), .text("相关手术组")],
      ])
    let comorbidities = Self.sheet(
      "CCI查尔森合并症指数编码表",
      [
        [.text("附件1")], [],
        [.text("序号"), .text("合并症中文名称"), .text("权重"), .text("医保版2.0编码")],
        [.number("1"), .text("心肌梗死"), .number("1"), .text("I21.000")],
        [.number("2"), .empty, .empty, .text("I21.100")],
        [.number("3"), .text("转移性实体瘤"), .number("6"), .text("C77.000")],
      ])
    let severe = Self.sheet(
      "重度诊断", [[.text("疾病编码"), .text("疾病名称")], [.text("A40.900"), .text("脓毒症")]])
    let conversion = CatalogueConversion(
      [
        try Workbook(WorkbookFile([groups, composites]).bytes),
        try Workbook(WorkbookFile([comorbidities, severe]).bytes),
      ], naming: Self.naming())
    let catalogue = try #require(conversion.catalogue, "\(conversion.errors)")
    #expect(catalogue.groups.map(\.code) == ["JC-1858", "A17+-1", "G01*-4"])
    #expect(catalogue.groups.map(\.procedureClass) == [nil, .medical, .surgical])
    func key(_ text: String) throws -> CodeKey { try DiagnosisCode(parsing: text).key }
    #expect(
      catalogue.comorbidities.index(of: try ["I21.000", "I21.100", "C77.000"].map(key)) == 7)
    #expect(catalogue.complications.level(of: try key("A40.900"), main: try key("A01")) == .mcc)
  }

  @Test("A workbook without a known sheet gives nothing")
  func nothing() throws {
    let file = WorkbookFile([Self.sheet("价格", [[.text("x"), .text("y")]])])
    let conversion = try CatalogueConversion(files: [file.bytes], naming: Self.naming())
    #expect(conversion.files.isEmpty && conversion.catalogue == nil)
    #expect(conversion.findings.map(\.issue.code) == ["SHEET_UNUSED"])
    let headless = WorkbookFile([Self.sheet("六、基层病种", [[.text("x"), .text("y")]])])
    let other = try CatalogueConversion(files: [headless.bytes], naming: Self.naming())
    #expect(other.errors.map(\.issue.code) == ["SHEET_HEADER_MISSING"])
  }
}
