import BigInt
import Quantities

extension BigRatio {
  /// Reads what `description` wrote: a decimal, a fraction n/d, or an approximation marked with `≈`,
  /// which is taken as it stands. Nil for anything else.
  public init?(stored text: String) {
    let number = text.hasPrefix("≈") ? String(text.dropFirst()) : text
    let parts = number.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let top = BigInt(String(parts[0])), let bottom = BigInt(String(parts[1])), bottom > 0
      else { return nil }
      self.init(WideInteger(top), WideInteger(bottom))
    } else {
      guard let decimal = try? Decimal(parsing: number) else { return nil }
      self.init(decimal)
    }
  }
}
