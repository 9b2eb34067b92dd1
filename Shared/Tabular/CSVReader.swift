import Quantities

/// Reads the records of a whole CSV file from a source, keeping only a chunk in memory.
///
/// ```swift
/// let reader = CSVReader(try FileSource(path: "lists.csv"))
/// while let record = try reader.next() {
///   print(record.row, record[0].string)
/// }
/// ```
public final class CSVReader<Source: ByteSource> {
  private var source: Source
  private let parser: CSVParser
  private let chunk: UnsafeMutableRawBufferPointer
  private var ended = false

  /// Bytes asked from the source at once: enough to hide the cost of a system call.
  private static var chunkBytes: Int { 1 << 18 }

  public init(
    _ source: Source, encoding: TextEncoding? = nil, delimiter: UInt8 = UInt8(ascii: ","),
    limits: CSVLimits = .standard, resumingAt position: CSVPosition = .start
  ) {
    self.source = source
    parser = CSVParser(
      encoding: encoding, delimiter: delimiter, limits: limits, resumingAt: position)
    chunk = .allocate(byteCount: Self.chunkBytes, alignment: 16)
  }

  deinit { chunk.deallocate() }

  public var encoding: TextEncoding? { parser.encoding }

  /// The place after the last record taken: start a source and a reader here to go on.
  public var resumePosition: CSVPosition { parser.resumePosition }

  /// The next record, valid until the following call; nil at the end of the file.
  public func next() throws(Problem) -> CSVRecord? {
    while true {
      if let record = try parser.next() { return record }
      guard !ended else { return nil }
      let count = try source.read(into: chunk)
      if count == 0 {
        ended = true
        parser.finish()
      } else {
        parser.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      }
    }
  }
}
