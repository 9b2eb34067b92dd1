import Quantities

/// A catalogue in the form that loads at once: what the files say, read, checked, in order and with
/// its hash. It stands beside the files, and is made again from them when it is absent, damaged or of
/// another format.
public enum CompiledCatalogue {
  /// Grows whenever what is written changes.
  public static let format = 1

  private static let magic: UInt64 = 0x314C_4154_4143_4D48  // "HMCATAL1"

  public static func encode(_ catalogue: Catalogue) -> [UInt8] {
    var writer = CompiledWriter()
    writer.integer(magic)
    writer.integer(UInt32(format))
    for byte in catalogue.hash.bytes { writer.integer(byte) }
    writer.text(catalogue.name)
    writer.text(catalogue.version)
    writer.text(catalogue.title.zh)
    writer.text(catalogue.title.en)
    writer.flag(catalogue.hasFictionalScores)
    writer.list(catalogue.groups) { $0.group($1) }
    writer.lists(catalogue.lists)
    return sealed(writer.bytes)
  }

  /// The bytes with their checksum behind them.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var writer = CompiledWriter()
    writer.integer(bytes.withUnsafeBytes { checksum($0) })
    return bytes + writer.bytes
  }

  /// Tells damage by a disk or a program; a change of one word always changes it. It is no proof
  /// against forgery: who can write the database can write the files, too. SHA-256 would take as long
  /// as everything else.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum = UInt64(bytes.count)
    func take(_ word: UInt64) {
      sum = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
      sum ^= sum >> 29
    }
    var position = 0
    while position + 8 <= bytes.count {
      take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
      position += 8
    }
    while position < bytes.count {
      take(UInt64(bytes[position]))
      position += 1
    }
    return sum
  }

  /// - Parameter hash: of the catalogue that is wanted.
  /// - Throws: `CATALOGUE_INDEX_DAMAGED`: the files have to be read instead.
  public static func decode(_ bytes: [UInt8], hash: String) throws(Problem) -> Catalogue {
    let size = MemoryLayout<UInt64>.size
    let result = bytes.withUnsafeBytes { bytes in
      Result<Catalogue, Problem> { () throws(Problem) -> Catalogue in
        guard bytes.count > size else { throw CompiledReader.damaged }
        let body = UnsafeRawBufferPointer(rebasing: bytes.dropLast(size))
        let sum = bytes.loadUnaligned(fromByteOffset: body.count, as: UInt64.self)
        guard checksum(body) == UInt64(littleEndian: sum) else { throw CompiledReader.damaged }
        var reader = CompiledReader(body)
        return try catalogue(&reader, hash: hash)
      }
    }
    return try result.get()
  }

  private static func catalogue(
    _ reader: inout CompiledReader, hash wanted: String
  ) throws(Problem) -> Catalogue {
    guard try reader.integer(UInt64.self) == magic, try reader.integer(UInt32.self) == format
    else { throw CompiledReader.damaged }
    var digits = ""
    for _ in 0..<32 {
      let byte = try reader.integer(UInt8.self)
      digits += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    guard digits == wanted else { throw CompiledReader.damaged }
    let hash = try SHA256Digest(parsing: digits)
    let (name, version) = (try reader.text(), try reader.text())
    let title = Bilingual(zh: try reader.text(), en: try reader.text())
    let isFictional = try reader.flag()
    let groups = try reader.list { reader throws(Problem) in try reader.group() }
    let lists = try reader.lists()
    guard reader.isAtEnd else { throw CompiledReader.damaged }
    return Catalogue(
      name: name, version: version, title: title, hasFictionalScores: isFictional, groups: groups,
      lists: lists, hash: hash)
  }
}
