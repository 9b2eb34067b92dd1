/// Reads JSON text value by value, as the generated messages ask for them, and knows where it is.
public struct JSONReader {
  private enum Step {
    /// Where the name stands in the text.
    case name(Range<Int>)
    case index(Int)
  }

  let text: [UInt8]
  var position = 0
  private var path: [Step] = []
  /// Memory still granted, in bytes; sub-messages are what a short text can ask much of.
  private var budget: Int
  private let totalBudget: Int

  /// - Throws: `JSONError.Code.overBudget` when the text is longer than the limits allow.
  public init(_ text: [UInt8], limits: DecodingLimits = .standard) throws(JSONError) {
    self.text = text
    totalBudget = limits.memoryBudget(wireBytes: text.count)
    budget = totalBudget
    guard text.count <= limits.maximumBytes else {
      throw JSONError(
        .overBudget, path: "$", offset: limits.maximumBytes, detail: "\(limits.maximumBytes)")
    }
  }

  /// An error at the present position.
  public func error(_ code: JSONError.Code, _ detail: String = "") -> JSONError {
    let place = path.reduce(into: "$") { place, step in
      switch step {
      case .name(let range): place += "." + String(decoding: text[range], as: UTF8.self)
      case .index(let index): place += "[\(index)]"
      }
    }
    return JSONError(code, path: place, offset: position, detail: detail)
  }

  /// Nothing but blanks may follow.
  public mutating func end() throws(JSONError) {
    skipBlanks()
    guard position == text.count else { throw error(.syntax, "the end of the text") }
  }
}

// Objects

extension JSONReader {
  /// Where the reader is in an object, and which fields it has met.
  public struct Object {
    var isFirst = true
    /// The field that follows the last one: writers keep the order of the contract.
    var expected = 0
    private var seen: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Notes that the field has been met; false the second time. A message has at most 256 fields.
    mutating func isFirstSight(of field: Int) -> Bool {
      let bit = UInt64(1) << UInt64(field % 64)
      func note(_ word: inout UInt64) -> Bool {
        defer { word |= bit }
        return word & bit == 0
      }
      return switch field / 64 {
      case 0: note(&seen.0)
      case 1: note(&seen.1)
      case 2: note(&seen.2)
      default: note(&seen.3)
      }
    }
  }

  @inline(never)
  public mutating func beginObject() throws(JSONError) -> Object {
    guard take(UInt8(ascii: "{")) else { throw error(.wrongType, "an object") }
    return Object()
  }

  /// Position in `fields` of the field that comes next; nil at the end of the object. Refuses names
  /// that are not among them, and those that have been there.
  @inline(never)
  public mutating func nextField(
    of fields: [JSONFieldNames], in object: inout Object
  ) throws(JSONError) -> Int? {
    if !object.isFirst { path.removeLast() }
    if take(UInt8(ascii: "}")) { return nil }
    guard object.isFirst || take(UInt8(ascii: ",")) else { throw error(.syntax, "`,` or `}`") }
    object.isFirst = false
    guard peek() == UInt8(ascii: "\"") else { throw error(.syntax, "a name in quotes") }
    let start = position + 1
    let hint = object.expected
    let field: Int?
    if hint < fields.count, takeName(fields[hint]) {
      field = hint
    } else if let found = fields.firstIndex(where: { takeName($0) }) {
      field = found
    } else {
      let name = try string()
      field = fields.firstIndex { $0.matches(name) }
    }
    path.append(.name(start..<position - 1))
    guard take(UInt8(ascii: ":")) else { throw error(.syntax, "`:`") }
    guard let field else { throw error(.unknownField, nameForPeople) }
    guard object.isFirstSight(of: field) else { throw error(.repeatedField, nameForPeople) }
    object.expected = field + 1
    return field
  }

  /// Steps over a name in quotes when it stands here as it is, which it does unless somebody
  /// escaped a letter.
  private mutating func takeName(_ field: JSONFieldNames) -> Bool {
    takeName(field.name) || takeName(field.contractName)
  }

  private mutating func takeName(_ name: StaticString) -> Bool {
    let end = position + 1 + name.utf8CodeUnitCount
    let bytes = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    guard end < text.count, text[end] == UInt8(ascii: "\""),
      text[position + 1..<end].elementsEqual(bytes)
    else { return false }
    position = end + 1
    return true
  }

  private var nameForPeople: String {
    guard case .name(let range)? = path.last else { return "" }
    return String(decoding: text[range], as: UTF8.self)
  }

  /// A choice takes one member.
  public func vacant(_ isVacant: Bool) throws(JSONError) {
    guard isVacant else { throw error(.repeatedField, "the choice") }
  }
}

// Fields. Not inlined: every field of every message would repeat the code.

extension JSONReader {
  /// A field's value; `null` is its default.
  @inline(never)
  public mutating func value<Value: JSONElement>() throws(JSONError) -> Value {
    try takeNull() ? Value() : Value(json: &self)
  }

  @inline(never)
  public mutating func value<Value: JSONMessage>() throws(JSONError) -> Value? {
    try member()
  }

  @inline(never)
  public mutating func value() throws(JSONError) -> [UInt8] {
    try takeNull() ? [] : base64()
  }

  @inline(never)
  public mutating func value<Value: JSONElement>() throws(JSONError) -> [Value] {
    var values: [Value] = []
    try array { reader throws(JSONError) in
      try reader.spend(MemoryLayout<Value>.stride)
      values.append(try Value(json: &reader))
    }
    return values
  }

  @inline(never)
  public mutating func value() throws(JSONError) -> [[UInt8]] {
    var values: [[UInt8]] = []
    try array { reader throws(JSONError) in
      try reader.spend(MemoryLayout<[UInt8]>.stride)
      values.append(try reader.base64())
    }
    return values
  }

  /// A member of a choice; `null` leaves the choice open.
  @inline(never)
  public mutating func member<Value: JSONElement>() throws(JSONError) -> Value? {
    try takeNull() ? nil : Value(json: &self)
  }

  @inline(never)
  public mutating func member() throws(JSONError) -> [UInt8]? {
    try takeNull() ? nil : base64()
  }

  private mutating func array(
    _ element: (inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    if try takeNull() { return }
    guard take(UInt8(ascii: "[")) else { throw error(.wrongType, "an array") }
    if take(UInt8(ascii: "]")) { return }
    var index = 0
    repeat {
      path.append(.index(index))
      try element(&self)
      path.removeLast()
      index += 1
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error(.syntax, "`,` or `]`") }
  }

  private mutating func spend(_ bytes: Int) throws(JSONError) {
    budget -= bytes
    guard budget >= 0 else { throw error(.overBudget, "\(totalBudget)") }
  }
}
