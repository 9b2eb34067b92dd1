/// Finds every place of a text in a longer one (Boyer–Moore–Horspool): most bytes of the longer one
/// are skipped, the more the longer the text that is looked for.
struct TextScan {
  private let wanted: [UInt8]
  /// How far the window may move when its last byte is a certain one.
  private let shifts: [Int]

  /// - Parameter wanted: not empty.
  init(_ wanted: [UInt8]) {
    precondition(!wanted.isEmpty, "an empty text is everywhere")
    self.wanted = wanted
    var shifts = [Int](repeating: wanted.count, count: 256)
    for (index, byte) in wanted.dropLast().enumerated() {
      shifts[Int(byte)] = wanted.count - 1 - index
    }
    self.shifts = shifts
  }

  /// Calls the body with the offset of each place, from the first to the last.
  func forEachPlace(in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void) {
    let last = wanted.count - 1
    wanted.withUnsafeBufferPointer { wanted in
      shifts.withUnsafeBufferPointer { shifts in
        var start = 0
        while start + last < text.count {
          var length = last
          while length >= 0, text[start + length] == wanted[length] { length -= 1 }
          if length < 0 { body(start) }
          start += shifts[Int(text[start + last])]
        }
      }
    }
  }
}
