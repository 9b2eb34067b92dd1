import Quantities
import Tabular

/// A random table of texts that try the reader: quotes, commas, line ends, Chinese, blanks.
struct RandomTable {
  var rows: [[String]]

  init(using random: inout SeededRandom) {
    let pieces = ["a", "7", ",", "\"", "\n", "\r", "\r\n", " ", "医院", "é", "😀", "x001", "-", ""]
    let columns = Int.random(in: 1...6, using: &random)
    rows = (0..<Int.random(in: 0...20, using: &random)).map { _ in
      (0..<columns).map { _ in
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
          pieces[Int.random(in: pieces.indices, using: &random)]
        }.joined()
      }
    }
  }

  func bytes(using random: inout SeededRandom) -> [UInt8] {
    var writer = CSVWriter(
      lineEnd: Bool.random(using: &random) ? .lineFeed : .carriageReturnLineFeed)
    for row in rows { writer.writeRow(row) }
    return writer.bytes
  }
}
