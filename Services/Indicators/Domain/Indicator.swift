import Quantities

/// A measure of the reform (指标): numerator ÷ denominator × factor over elements.
///
/// Over several areas or institutions it is always Σ numerator ÷ Σ denominator, never a mean of
/// their ratios (design of the indicators service, roll-up rule).
public struct Indicator: Sendable, Hashable {
  public let code: String
  public let name: Bilingual
  public let unit: String
  public let numerator: Formula
  /// Nil for a plain count.
  public let denominator: Formula?
  /// 100 for per cent.
  public let factor: Decimal

  /// - Throws: `INDICATOR_CODE_INVALID`, `INDICATOR_FIELD_MISSING`.
  public init(
    code: String, name: Bilingual, unit: String, numerator: Formula, denominator: Formula?,
    factor: Decimal
  ) throws(Problem) {
    self.code = try IndicatorCode.checked(code, of: Bilingual(zh: "指标", en: "indicator"))
    guard !name.zh.isEmpty else { throw IndicatorProblem.missingField("name.zh") }
    self.name = name
    self.unit = unit
    self.numerator = numerator
    self.denominator = denominator
    self.factor = factor
  }

  /// Codes of all elements that it needs, in alphabetical order.
  public var elements: [String] {
    Array(Set(numerator.elements).union(denominator?.elements ?? [])).sorted()
  }
}
