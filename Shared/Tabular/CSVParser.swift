import Quantities

/// Reads CSV (RFC 4180) from chunks of bytes as they arrive, one record at a time.
///
/// Feed chunks with `append`, then take records with `next` until it answers nil, which means that
/// more bytes are needed or, after `finish`, that the file is read. Chunk boundaries do not matter.
///
/// - Quoted fields may contain commas, line breaks and doubled quotes; a quote inside an unquoted
///   field is text. Lines end with LF, CRLF or CR; blank lines are skipped and counted.
/// - UTF-8 with or without a byte order mark, or GB18030, declared or recognised from the first
///   bytes beyond ASCII. Offsets are those of the file, whatever its encoding: no byte of a GB18030
///   character can be taken for a comma, a quote or a line end.
/// - A record that cannot be read carries its defect and reading goes on with the line after the one
///   it began on, so that one missing quote costs one row.
///
/// Memory is bounded by `CSVLimits`. Not shared between threads.
public final class CSVParser {
  /// Declared or recognised encoding; nil while only ASCII has been seen.
  public private(set) var encoding: TextEncoding?

  let delimiter: UInt8
  let limits: CSVLimits
  private var decoder: GB18030Decoder?

  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Unread bytes are `buffer[begin..<end]`.
  private var begin = 0
  private var end = 0
  private var position: CSVPosition
  private var finished = false
  /// A record that cannot be read, while the rest of its line is dropped.
  private var broken: (position: CSVPosition, defect: CSVDefect)?
  /// An incomplete record is not scanned again before this many bytes are there, so that tiny
  /// chunks do not cost quadratic time.
  private var scanAgainAt = 0

  private let fields: UnsafeMutablePointer<CSVField>
  /// Positions of fields that contain doubled quotes.
  private var escaped: [Int] = []
  /// Holds what differs from the file's bytes: unescaped fields, converted records.
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity = 4096

  /// - Parameters:
  ///   - encoding: nil recognises it. When reading resumes in the middle of a file, pass what the
  ///     parser that read its beginning found.
  ///   - position: where the first byte to be appended stands in the file.
  public init(
    encoding: TextEncoding? = nil, delimiter: UInt8 = UInt8(ascii: ","),
    limits: CSVLimits = .standard, resumingAt position: CSVPosition = .start
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.limits = limits
    self.position = position
    capacity = 1 << 16
    buffer = .allocate(capacity: capacity)
    scratch = .allocate(capacity: scratchCapacity)
    fields = .allocate(capacity: limits.fields)
  }

  deinit {
    buffer.deallocate()
    scratch.deallocate()
    fields.deallocate()
  }

  /// The place after the last record taken.
  public var resumePosition: CSVPosition { position }

  /// Adds the next bytes of the file.
  public func append(_ bytes: UnsafeRawBufferPointer) {
    precondition(!finished, "bytes come before the end")
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
    makeRoom(for: bytes.count)
    (buffer + end).update(from: source.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    end += bytes.count
  }

  public func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// Says that the file has no more bytes.
  public func finish() { finished = true }

  /// The next record, or nil when bytes are missing or the file is read.
  ///
  /// - Throws: `CSV_UTF16` for a file in UTF-16, `CSV_NO_GB18030` when the system cannot convert.
  public func next() throws(Problem) -> CSVRecord? {
    try readByteOrderMark()
    while true {
      if let broken {
        guard skipLine() else { return nil }
        self.broken = nil
        return record(from: broken.position, fields: 0, defect: broken.defect)
      }
      guard begin < end, finished || end - begin >= scanAgainAt else { return nil }
      scanAgainAt = 0
      if let record = try takeRecord() { return record }
      if scanAgainAt > 0 { return nil }
    }
  }

  /// One step of `next`: a record, or nil after a blank line, at a broken line, or when bytes are
  /// missing (then `scanAgainAt` is positive).
  private func takeRecord() throws(Problem) -> CSVRecord? {
    // Never looking past the limit makes the outcome independent of how bytes arrive.
    let window = min(end - begin, limits.recordBytes)
    let scan = CSVScan.record(
      UnsafeBufferPointer(start: buffer + begin, count: window), delimiter: delimiter,
      complete: finished && window == end - begin, limits: limits, fields: fields,
      escaped: &escaped)
    switch scan {
    case .record(1, 0, let next):
      advance(by: next)
      return nil
    case .record(let count, let content, let next):
      return try deliver(count: count, content: content, next: next)
    case .defect(let defect):
      broken = (position, defect)
      return nil
    case .incomplete:
      if window == limits.recordBytes {
        broken = (position, .recordTooLong)
      } else {
        scanAgainAt = window + max(window / 2, 1)
      }
      return nil
    }
  }

  /// A record whose fields were found: its encoding is checked and quotes are resolved. Nil when the
  /// encoding is unknown and more bytes are wanted to recognise it.
  private func deliver(count: Int, content: Int, next: Int) throws(Problem) -> CSVRecord? {
    let bytes = UnsafeBufferPointer(start: UnsafePointer(buffer + begin), count: content)
    let contents = ByteScan.inspect(bytes)
    var found: (count: Int, defect: CSVDefect?) = (count, contents.hasNUL ? .nulByte : nil)
    if contents.hasHighBit, found.defect == nil {
      guard let encoding = recognisedEncoding() else { return nil }
      found = try readCharacters(of: bytes, encoding, fields: count)
    } else {
      unescape(room: content)
    }
    let here = position
    advance(by: next)
    return record(
      from: here, fields: found.defect == nil ? found.count : 0, defect: found.defect)
  }

  private func record(from start: CSVPosition, fields count: Int, defect: CSVDefect?) -> CSVRecord {
    CSVRecord(
      row: start.row, offset: start.offset, endOffset: position.offset, defect: defect,
      fields: UnsafeBufferPointer(start: fields, count: count))
  }

  private func readCharacters(
    of bytes: UnsafeBufferPointer<UInt8>, _ encoding: TextEncoding, fields count: Int
  ) throws(Problem) -> (count: Int, defect: CSVDefect?) {
    switch encoding {
    case .utf8:
      guard UTF8Validation.isValid(bytes) else { return (0, .invalidEncoding) }
      unescape(room: bytes.count)
      return (count, nil)
    case .gb18030:
      return try convert(bytes)
    }
  }

  /// A GB18030 record, converted as a whole and split again.
  private func convert(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(Problem) -> (count: Int, defect: CSVDefect?) {
    // Behind the converted text there is room to unescape all of it.
    reserveScratch(bytes.count * 4)
    if decoder == nil { decoder = GB18030Decoder() }
    guard let decoder else {
      throw Problem(
        .failedPrecondition, "CSV_NO_GB18030", zh: "系统缺少 GB18030 字符转换",
        en: "the system cannot convert GB18030",
        remedyZh: "请安装 glibc 的字符转换模块，或将文件另存为 UTF-8",
        remedyEn: "install glibc's conversion modules, or save the file as UTF-8")
    }
    let room = UnsafeMutableBufferPointer(start: scratch, count: bytes.count * 2)
    guard let length = decoder.decode(bytes, into: room) else { return (0, .invalidEncoding) }
    let scan = CSVScan.record(
      UnsafeBufferPointer(start: scratch, count: length), delimiter: delimiter, complete: true,
      limits: limits, fields: fields, escaped: &escaped)
    switch scan {
    case .record(let count, _, _):
      unescape(from: length)
      return (count, nil)
    case .defect(let defect): return (0, defect)
    case .incomplete: return (0, .unbalancedQuote)
    }
  }

  /// Drops the bytes of a broken line up to and including its end, so that its record is the
  /// physical line it began on; false when the end has not arrived yet.
  private func skipLine() -> Bool {
    var index = begin
    while index < end, buffer[index] != 0x0A, buffer[index] != 0x0D { index += 1 }
    let atReturn = index < end && buffer[index] == 0x0D
    let hasEnd = index < end && (!atReturn || index + 1 < end || finished)
    if hasEnd { index += atReturn && index + 1 < end && buffer[index + 1] == 0x0A ? 2 : 1 }
    position.offset += Int64(index - begin)
    begin = index
    guard hasEnd || finished else { return false }
    position.row += 1
    return true
  }

  private func advance(by count: Int) {
    begin += count
    position.offset += Int64(count)
    position.row += 1
  }
}

extension CSVParser {
  /// Writes fields with doubled quotes to the scratch with single ones.
  private func unescape(room: Int) {
    guard !escaped.isEmpty else { return }
    reserveScratch(room)
    unescape(from: 0)
  }

  private func unescape(from used: Int) {
    var target = scratch + used
    for position in escaped {
      let field = fields[position]
      let start = target
      var index = 0
      while index < field.count {
        let byte = field.start[index]
        target.pointee = byte
        target += 1
        index += byte == UInt8(ascii: "\"") ? 2 : 1
      }
      fields[position] = CSVField(start: start, count: target - start)
    }
  }

  private func reserveScratch(_ count: Int) {
    guard count > scratchCapacity else { return }
    scratch.deallocate()
    scratchCapacity = count
    scratch = .allocate(capacity: count)
  }

  /// Moves the unread bytes to the front and grows the buffer when they need it.
  private func makeRoom(for count: Int) {
    if end + count <= capacity { return }
    let unread = end - begin
    if unread + count > capacity {
      capacity = max(capacity * 2, unread + count)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: buffer + begin, count: unread)
      buffer.deallocate()
      buffer = larger
    } else {
      buffer.update(from: buffer + begin, count: unread)
    }
    begin = 0
    end = unread
  }

  /// The encoding, recognised from a fixed length of text behind the first character beyond ASCII
  /// (a short text in GB18030 can be UTF-8 by accident); nil while that length has not arrived.
  private func recognisedEncoding() -> TextEncoding? {
    if let encoding { return encoding }
    let sample = 1 << 16
    guard finished || end - begin >= sample else {
      scanAgainAt = sample
      return nil
    }
    let unread = UnsafeBufferPointer(
      start: UnsafePointer(buffer + begin), count: min(end - begin, sample))
    encoding = TextEncoding.detect(unread, complete: finished && end - begin <= sample) ?? .utf8
    return encoding
  }

  /// Skips a UTF-8 mark at the beginning of the file and refuses UTF-16.
  private func readByteOrderMark() throws(Problem) {
    guard position.offset == 0, end > begin, broken == nil else { return }
    let first = buffer[begin]
    guard first == 0xEF || first == 0xFE || first == 0xFF, finished || end - begin >= 3 else {
      return
    }
    if end - begin >= 3, first == 0xEF, buffer[begin + 1] == 0xBB, buffer[begin + 2] == 0xBF {
      encoding = .utf8
      begin += 3
      position.offset += 3
    } else if end - begin >= 2,
      (first == 0xFF && buffer[begin + 1] == 0xFE)
        || (first == 0xFE && buffer[begin + 1] == 0xFF)
    {
      throw Problem(
        .invalidInput, "CSV_UTF16", zh: "文件是 UTF-16 编码", en: "the file is UTF-16",
        remedyZh: "请另存为 UTF-8 或 GB18030 的 CSV", remedyEn: "save it as CSV in UTF-8 or GB18030")
    }
  }
}
