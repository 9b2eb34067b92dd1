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
    return writer.bytes + SHA256Digest(of: writer.bytes).bytes
  }

  /// - Parameter hash: of the catalogue that is wanted.
  /// - Throws: `CATALOGUE_INDEX_DAMAGED`: the files have to be read instead.
  public static func decode(_ bytes: [UInt8], hash: String) throws(Problem) -> Catalogue {
    let sum = 32
    guard bytes.count > sum, SHA256Digest(of: bytes.dropLast(sum)).bytes == bytes.suffix(sum)
    else { throw CompiledReader.damaged }
    let result = bytes.withUnsafeBytes { bytes in
      Result<Catalogue, Problem> { () throws(Problem) -> Catalogue in
        var reader = CompiledReader(UnsafeRawBufferPointer(rebasing: bytes.dropLast(sum)))
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
