import Quantities

/// Reads the cells of one sheet part.
final class SheetReading: XMLHandler {
  /// What all sheets of a workbook have in common.
  struct Surroundings {
    var strings: [String]
    var showsDate: [Bool]
    var datesFrom1904: Bool
    var limits: WorkbookLimits
  }

  private(set) var rows: [Worksheet.Row] = []
  /// Cells so far, empty ones between others counted.
  private(set) var cellCount: Int
  private var merges: [CellRange] = []
  private var mergedCells = 0
  private let around: Surroundings
  private let part: String
  private var row = 0
  private var column = -1
  private var type = ""
  private var style = 0
  private var content: [UInt8] = []
  private var isInValue = false
  private var isInPhonetic = false

  /// - Parameter cellCount: cells of the sheets before.
  init(_ part: String, _ around: Surroundings, cellCount: Int) {
    self.part = part
    self.around = around
    self.cellCount = cellCount
  }

  func start(_ element: String, _ attributes: XMLAttributes) throws(Problem) {
    switch element {
    case "row":
      let number = attributes["r"].flatMap { Int($0) } ?? row + 1
      guard number > row, number <= CellReference.maximumRow else {
        throw WorkbookProblem.unreadable(part, "row \(number) after row \(row)")
      }
      row = number
      column = -1
      rows.append(Worksheet.Row(number: number, cells: []))
    case "c":
      guard let last = rows.last, last.number == row else {
        throw WorkbookProblem.unreadable(part, "a cell outside a row")
      }
      try place(attributes["r"])
      type = attributes["t"] ?? "n"
      style = attributes["s"].flatMap { Int($0) } ?? 0
      content.removeAll(keepingCapacity: true)
    case "v": isInValue = true
    case "t" where type == "inlineStr": isInValue = !isInPhonetic
    case "rPh": isInPhonetic = true
    case "mergeCell":
      guard merges.count < around.limits.cells,
        let range = attributes["ref"].flatMap(CellRange.init)
      else { throw WorkbookProblem.unreadable(part, "merged cells without a range") }
      merges.append(range)
    default: break
    }
  }

  private func place(_ reference: String?) throws(Problem) {
    guard let reference else {
      column += 1
      return
    }
    guard let place = CellReference(reference), place.row == row, place.column > column else {
      throw WorkbookProblem.unreadable(part, "cell \(reference.prefix(16)) in row \(row)")
    }
    column = place.column
  }

  func end(_ element: String) throws(Problem) {
    switch element {
    case "v", "t": isInValue = false
    case "rPh": isInPhonetic = false
    case "c":
      let value = try value()
      if value != .empty { try put(value, column: column, in: rows.count - 1) }
    case "sheetData":
      rows.removeAll { $0.cells.isEmpty }
    case "worksheet":
      for merge in merges { try fill(merge) }
    default: break
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    guard isInValue else { return }
    guard content.count + bytes.count <= around.limits.cellBytes else {
      throw WorkbookProblem.tooLarge("cell bytes", limit: around.limits.cellBytes)
    }
    content.append(contentsOf: bytes)
  }

  private func put(_ value: CellValue, column: Int, in index: Int) throws(Problem) {
    let missing = column + 1 - rows[index].cells.count
    if missing > 0 {
      cellCount += missing
      guard cellCount <= around.limits.cells else {
        throw WorkbookProblem.tooLarge("cells", limit: around.limits.cells)
      }
      rows[index].cells += repeatElement(.empty, count: missing)
    }
    rows[index].cells[column] = value
  }

  private func value() throws(Problem) -> CellValue {
    let text = String(decoding: content, as: UTF8.self)
    switch type {
    case "s":
      guard let index = Int(text), around.strings.indices.contains(index) else {
        throw WorkbookProblem.unreadable(part, "row \(row): no shared string \(text.prefix(16))")
      }
      return around.strings[index].isEmpty ? .empty : .text(around.strings[index])
    case "str", "inlineStr": return text.isEmpty ? .empty : .text(text)
    case "b": return .boolean(text == "1" || text == "true")
    case "e": return .error(text)
    case "d": return text.isEmpty ? .empty : .date(text)
    case "n": return text.isEmpty ? .empty : try number(text)
    default: throw WorkbookProblem.unreadable(part, "row \(row): cell type \(type.prefix(16))")
    }
  }

  /// The file holds a binary fraction in up to 17 digits; what was typed is the shortest decimal that
  /// stands for the same fraction. Exact decimals begin with that text.
  private func number(_ text: String) throws(Problem) -> CellValue {
    guard let number = Double(text), number.isFinite else {
      throw WorkbookProblem.unreadable(part, "row \(row): not a number: \(text.prefix(32))")
    }
    if around.showsDate.indices.contains(style), around.showsDate[style],
      let date = NumberFormats.date(number, from1904: around.datesFrom1904)
    {
      return .date(date)
    }
    if number.magnitude < 1e15, number == number.rounded() { return .number("\(Int64(number))") }
    return .number("\(number)")
  }

  /// Copies the first cell of merged ones to the others, within rows that hold something.
  private func fill(_ range: CellRange) throws(Problem) {
    guard var index = index(of: range.first.row) else { return }
    let value = rows[index][range.first.column]
    guard !value.isEmpty else { return }
    while index < rows.count, rows[index].number <= range.last.row {
      mergedCells += range.columns.count
      guard mergedCells <= around.limits.cells else {
        throw WorkbookProblem.tooLarge("merged cells", limit: around.limits.cells)
      }
      for column in range.columns where rows[index][column].isEmpty {
        try put(value, column: column, in: index)
      }
      index += 1
    }
  }

  /// Where a row stands among those that hold something.
  private func index(of number: Int) -> Int? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].number == number ? low : nil
  }
}
