import Quantities

/// A spreadsheet file (Office Open XML, .xlsx): its sheets with the values of their cells.
///
/// Formulas count with the value that the program stored last. Everything that a reader of values
/// does not need is passed over; what it needs and cannot read is an error, never a guess.
public struct Workbook: Sendable, Hashable {
  /// In the order of the tabs.
  public var sheets: [Worksheet]

  /// - Throws: `WORKBOOK_UNREADABLE`, `WORKBOOK_TOO_LARGE`.
  public init(_ bytes: [UInt8], limits: WorkbookLimits = WorkbookLimits()) throws(Problem) {
    let archive = try ZipArchive(bytes, limits: limits)
    func read(_ part: String, _ handler: some XMLHandler) throws(Problem) {
      try XMLPart.read(part, of: archive, limits: limits, handler)
    }
    let root = Relations(folder: "")
    try read("_rels/.rels", root)
    let main = root.byType["officeDocument"] ?? "xl/workbook.xml"
    let list = SheetList()
    try read(main, list)
    guard list.sheets.count <= limits.sheets else {
      throw WorkbookProblem.tooLarge("sheets", limit: limits.sheets)
    }
    let (folder, name) = Self.split(main)
    let relations = Relations(folder: folder)
    try read("\(folder.isEmpty ? "" : folder + "/")_rels/\(name).rels", relations)
    let strings = SharedStrings(limits: limits)
    if let part = relations.byType["sharedStrings"] { try read(part, strings) }
    let formats = NumberFormats()
    if let part = relations.byType["styles"] { try read(part, formats) }
    let around = SheetReading.Surroundings(
      strings: strings.texts, showsDate: formats.showsDate, datesFrom1904: list.datesFrom1904,
      limits: limits)
    sheets = []
    var cells = 0
    for sheet in list.sheets {
      guard let part = relations.targets[sheet.relation], part.contains("worksheets/") else {
        // A chart sheet, or one of a macro: no cells.
        continue
      }
      let reading = SheetReading(part, around, cellCount: cells)
      try read(part, reading)
      cells = reading.cellCount
      sheets.append(
        Worksheet(name: sheet.name, isHidden: sheet.isHidden, rows: reading.rows))
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
