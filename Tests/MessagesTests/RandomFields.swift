import Messages
import Quantities

/// A message that can be made of random values; the conformances are generated.
protocol RandomMessage: JSONMessage {
  init(from random: inout RandomFields)
}

/// Random field values: often at a boundary, where codecs go wrong.
struct RandomFields {
  private var source: SeededRandom
  /// Sub-messages get fewer elements the deeper they are, so that messages stay small.
  private var depth = 0

  init(seed: UInt64) {
    source = SeededRandom(seed: seed)
  }

  mutating func choice(_ count: Int) -> Int {
    Int(source.integer(in: 0...Int64(count - 1)))
  }

  private mutating func count() -> Int {
    [0, 1, 2, 5, 40][choice(depth == 0 ? 5 : depth == 1 ? 4 : 2)]
  }

  private mutating func bits() -> UInt64 {
    switch choice(4) {
    case 0: 0
    case 1: UInt64(choice(256))
    case 2: source.next()
    default: source.next() >> UInt64(choice(64))
    }
  }

  private mutating func integer<Value: FixedWidthInteger>() -> Value {
    switch choice(8) {
    case 0: .max
    case 1: .min
    case 2: Value(truncatingIfNeeded: -1)
    default: Value(truncatingIfNeeded: bits())
    }
  }

  mutating func value() -> Int32 { integer() }
  mutating func value() -> UInt32 { integer() }
  mutating func value() -> Int64 { integer() }
  mutating func value() -> UInt64 { integer() }
  mutating func value() -> Bool { choice(2) == 1 }

  mutating func value() -> String {
    let pieces = [
      "a", "Z", "0", " ", "\"", "\\", "\n", "\u{1}", "\u{7f}", "é", "ß", "中", "医保结算", "𠮷", "👩‍⚕️",
      "\u{feff}", "\u{fffd}", "\u{10ffff}", "plain text of some length ",
    ]
    return (0..<[0, 1, 3, 12][choice(4)]).map { _ in pieces[choice(pieces.count)] }.joined()
  }

  mutating func value() -> [UInt8] {
    (0..<[0, 1, 2, 3, 70][choice(5)]).map { _ in UInt8(choice(256)) }
  }

  mutating func value() -> [[UInt8]] {
    (0..<count()).map { _ in value() }
  }

  mutating func value<Value: OpenEnumeration>() -> Value {
    let names = Value.names
    // Numbers that this version does not know must survive, too.
    return choice(5) == 0 ? Value(rawValue: value()) : names[choice(names.count)].value
  }

  mutating func value<Value: OpenEnumeration>() -> [Value] {
    (0..<count()).map { _ in value() }
  }

  /// A sub-message of a choice.
  mutating func value<Value: RandomMessage>() -> Value {
    depth += 1
    defer { depth -= 1 }
    return Value(from: &self)
  }

  mutating func value<Value: RandomMessage>() -> Value? {
    guard choice(4) > 0 else { return nil }
    let message: Value = value()
    return message
  }

  mutating func value<Value: RandomMessage>() -> [Value] {
    (0..<count()).map { _ in value() }
  }

  mutating func value() -> [String] { (0..<count()).map { _ in value() } }
  mutating func value() -> [Int32] { (0..<count()).map { _ in value() } }
  mutating func value() -> [UInt32] { (0..<count()).map { _ in value() } }
  mutating func value() -> [Int64] { (0..<count()).map { _ in value() } }
  mutating func value() -> [UInt64] { (0..<count()).map { _ in value() } }
  mutating func value() -> [Bool] { (0..<count()).map { _ in value() } }
}
