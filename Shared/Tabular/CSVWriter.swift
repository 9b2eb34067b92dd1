import Quantities

/// Writes CSV (RFC 4180, UTF-8) into memory; take the bytes when there are enough of them.
///
/// A field is quoted when it contains a comma, a quote, a line end, or a blank at either end. What it
/// writes, `CSVParser` reads back unchanged.
public struct CSVWriter: Sendable {
  /// How lines end.
  public enum LineEnd: Sendable, Hashable { case lineFeed, carriageReturnLineFeed }

  public private(set) var bytes: [UInt8] = []
  private let lineEnd: LineEnd
  private var fieldsInRow = 0
  /// Where the current row begins.
  private var rowStart = 0

  /// - Parameter byteOrderMark: true for spreadsheet programs that otherwise do not see UTF-8.
  public init(lineEnd: LineEnd = .lineFeed, byteOrderMark: Bool = false) {
    self.lineEnd = lineEnd
    if byteOrderMark { bytes += [0xEF, 0xBB, 0xBF] }
    rowStart = bytes.count
  }

  public mutating func write(_ text: String) {
    var copy = text
    copy.withUTF8 { write(utf8: $0) }
  }

  /// A field given as UTF-8 bytes.
  public mutating func write(utf8 field: UnsafeBufferPointer<UInt8>) {
    separate()
    guard Self.needsQuotes(field) else {
      bytes.append(contentsOf: field)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in field {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func write(_ number: Int64) {
    separate()
    appendDigits(number.magnitude, negative: number < 0, width: 1)
  }

  /// Yuan with two decimals.
  public mutating func write(_ amount: Money) {
    separate()
    let magnitude = amount.fen.magnitude
    appendDigits(magnitude / 100, negative: amount.fen < 0, width: 1)
    bytes.append(UInt8(ascii: "."))
    appendDigits(magnitude % 100, negative: false, width: 2)
  }

  /// `yyyy-MM-dd`.
  public mutating func write(_ day: Day) {
    separate()
    let (year, month, ordinal) = day.civil
    appendDigits(UInt64(year), negative: false, width: 4)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(UInt64(month), negative: false, width: 2)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(UInt64(ordinal), negative: false, width: 2)
  }

  public mutating func writeEmpty() { separate() }

  public mutating func endRow() {
    // A single empty field would read as a blank line.
    if fieldsInRow == 1, bytes.count == rowStart {
      bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")]
    }
    if lineEnd == .carriageReturnLineFeed { bytes.append(UInt8(ascii: "\r")) }
    bytes.append(UInt8(ascii: "\n"))
    fieldsInRow = 0
    rowStart = bytes.count
  }

  public mutating func writeRow(_ fields: [String]) {
    for field in fields { write(field) }
    endRow()
  }

  /// Forgets what was written, after it has been passed on. Call between rows.
  public mutating func removeAll() {
    precondition(fieldsInRow == 0, "rows are passed on whole")
    bytes.removeAll(keepingCapacity: true)
    rowStart = 0
  }

  private mutating func separate() {
    if fieldsInRow > 0 { bytes.append(UInt8(ascii: ",")) }
    fieldsInRow += 1
  }

  private mutating func appendDigits(_ value: UInt64, negative: Bool, width: Int) {
    if negative { bytes.append(UInt8(ascii: "-")) }
    let first = bytes.count
    var rest = value
    repeat {
      bytes.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    while bytes.count - first < width { bytes.append(0x30) }
    var (low, high) = (first, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  private static func needsQuotes(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = field.first, let last = field.last else { return false }
    if first == 0x20 || last == 0x20 { return true }
    for byte in field
    where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D {
      return true
    }
    return false
  }
}
