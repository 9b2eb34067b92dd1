import Quantities

/// Writes the compiled form: integers little-endian, texts and lists with their length before them.
struct CompiledWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func text(_ text: String) {
    integer(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func flag(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func key(_ key: CodeKey) { integer(key.bits) }

  mutating func decimal(_ decimal: Decimal) {
    integer(decimal.coefficient)
    integer(UInt8(decimal.scale))
  }

  mutating func optional<Value>(
    _ value: Value?, _ write: (inout CompiledWriter, Value) -> Void
  ) {
    flag(value != nil)
    if let value { write(&self, value) }
  }

  mutating func list<Values: Collection>(
    _ values: Values, _ write: (inout CompiledWriter, Values.Element) -> Void
  ) {
    integer(UInt32(values.count))
    for value in values { write(&self, value) }
  }

  mutating func keys(_ keys: some Collection<CodeKey>) { list(keys) { $0.key($1) } }
}

/// Reads the compiled form; every step is checked against the end of the bytes.
struct CompiledReader: ~Copyable {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(Problem) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw Self.damaged }
    defer { position += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
  }

  mutating func text() throws(Problem) -> String {
    let count = Int(try integer(UInt32.self))
    guard bytes.count - position >= count else { throw Self.damaged }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  mutating func flag() throws(Problem) -> Bool { try integer(UInt8.self) != 0 }

  mutating func key() throws(Problem) -> CodeKey { CodeKey(bits: try integer(UInt64.self)) }

  mutating func decimal() throws(Problem) -> Decimal {
    let coefficient = try integer(Int128.self)
    return try Decimal(coefficient: coefficient, scale: Int(try integer(UInt8.self)))
  }

  mutating func optional<Value>(
    _ read: (inout CompiledReader) throws(Problem) -> Value
  ) throws(Problem) -> Value? {
    try flag() ? try read(&self) : nil
  }

  mutating func list<Value>(
    _ read: (inout CompiledReader) throws(Problem) -> Value
  ) throws(Problem) -> [Value] {
    let count = Int(try integer(UInt32.self))
    // No element is smaller than a byte: a wrong length reserves no more than the file has.
    guard count <= bytes.count - position else { throw Self.damaged }
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  mutating func keys() throws(Problem) -> [CodeKey] {
    let count = Int(try integer(UInt32.self))
    guard count <= (bytes.count - position) / 8 else { throw Self.damaged }
    defer { position += count * 8 }
    let start = position
    return (0..<count).map { index in
      CodeKey(
        bits: UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: start + index * 8, as: UInt64.self)))
    }
  }

  /// The case of an enumeration.
  mutating func choice<Value: RawRepresentable<UInt8>>(
    _ type: Value.Type
  ) throws(Problem) -> Value {
    guard let value = Value(rawValue: try integer(UInt8.self)) else { throw Self.damaged }
    return value
  }

  static let damaged = Problem(
    .dataLoss, "CATALOGUE_INDEX_DAMAGED", zh: "目录的编译形式已损坏",
    en: "a catalogue's compiled form is damaged",
    remedyZh: "将由目录文件重新生成", remedyEn: "it is made again from the catalogue's files")
}
