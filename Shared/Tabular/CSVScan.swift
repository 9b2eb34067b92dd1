/// Finds the fields of the record at the beginning of some bytes.
enum CSVScan {
  /// `fields` found, length of the content without its line end, where the next record begins.
  case record(fields: Int, content: Int, next: Int)
  case defect(CSVDefect)
  /// The record does not end within the bytes.
  case incomplete

  /// - Parameters:
  ///   - complete: true when no more bytes follow.
  ///   - fields: room for `limits.fields` fields.
  ///   - escaped: receives the positions of fields with doubled quotes.
  static func record(
    _ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, complete: Bool, limits: CSVLimits,
    fields: UnsafeMutablePointer<CSVField>, escaped: inout [Int]
  ) -> CSVScan {
    guard let base = bytes.baseAddress else { return .incomplete }
    let end = bytes.count
    if !escaped.isEmpty { escaped.removeAll(keepingCapacity: true) }
    var count = 0
    var index = 0
    while true {
      guard count < limits.fields else { return .defect(.tooManyFields) }
      let start: Int
      let length: Int
      if index < end, base[index] == quote {
        switch quoted(base, from: index + 1, to: end, complete: complete) {
        case .closed(let close, let doubled):
          start = index + 1
          length = close - start
          if doubled { escaped.append(count) }
          index = close + 1
        case .open: return complete ? .defect(.unbalancedQuote) : .incomplete
        }
      } else {
        start = index
        index = plain(base, from: index, to: end, delimiter: delimiter)
        length = index - start
      }
      guard length <= limits.fieldBytes else { return .defect(.fieldTooLong) }
      (fields + count).initialize(to: CSVField(start: base + start, count: length))
      count += 1
      guard index < end else {
        return complete ? .record(fields: count, content: index, next: index) : .incomplete
      }
      let byte = base[index]
      if byte == delimiter {
        index += 1
      } else if byte == lineFeed {
        return .record(fields: count, content: index, next: index + 1)
      } else if byte == carriageReturn {
        // Whether a line feed belongs to it shows only with the next byte.
        guard index + 1 < end || complete else { return .incomplete }
        let paired = index + 1 < end && base[index + 1] == lineFeed
        return .record(fields: count, content: index, next: index + (paired ? 2 : 1))
      } else {
        return .defect(.unbalancedQuote)
      }
    }
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The end of an unquoted field: a delimiter, a line end, or the end of the bytes.
  @inline(__always)
  private static func plain(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, delimiter: UInt8
  ) -> Int {
    var index = start
    while index < end {
      let byte = base[index]
      if byte == delimiter || byte == lineFeed || byte == carriageReturn { break }
      index += 1
    }
    return index
  }

  private enum Quoted {
    case closed(at: Int, doubled: Bool)
    case open
  }

  private static func quoted(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, complete: Bool
  ) -> Quoted {
    var index = start
    var doubled = false
    while index < end {
      guard base[index] == quote else {
        index += 1
        continue
      }
      if index + 1 < end, base[index + 1] == quote {
        doubled = true
        index += 2
        continue
      }
      // At the end of a chunk the next byte may double this quote.
      return index + 1 < end || complete ? .closed(at: index, doubled: doubled) : .open
    }
    return .open
  }
}
