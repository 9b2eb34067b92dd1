/// Makes numbers of contracts; a test makes its own.
public struct Identifiers: Sendable {
  private let make: @Sendable () -> String

  public init(_ make: @escaping @Sendable () -> String = Identifiers.random) { self.make = make }

  func next() -> String { make() }

  /// `c` and 24 hexadecimal digits: unguessable, and with 96 bits unique without asking anybody.
  public static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let high = String(UInt32.random(in: .min ... .max, using: &generator), radix: 16)
    let low = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
    func filled(_ digits: String, _ width: Int) -> String {
      String(repeating: "0", count: width - digits.count) + digits
    }
    return "c" + filled(high, 8) + filled(low, 16)
  }
}
