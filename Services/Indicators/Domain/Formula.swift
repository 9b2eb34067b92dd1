import Quantities

/// A linear expression over elements, such as `#{visits.outpatient} + #{visits.emergency}`.
///
/// Linear, so that the value of a region is the expression over its summed elements, whatever the
/// order of summing: that is what makes Σ numerator ÷ Σ denominator well defined.
public struct Formula: Sendable, Hashable {
  /// Sum of the element's terms' factors, by element code.
  public let coefficients: [String: Ratio]
  /// Sum of the terms without element.
  public let constant: Ratio
  public let text: String

  /// Element codes in alphabetical order.
  public var elements: [String] { coefficients.keys.sorted() }

  /// - Throws: `INDICATOR_FORMULA_INVALID` with the position of the first error.
  public init(parsing text: String) throws(Problem) {
    var parser = FormulaParser(text)
    (coefficients, constant) = try parser.parse()
    self.text = text
  }

  /// The formula over the given element values; every element must be there.
  public func evaluated(_ values: [String: Ratio]) throws(Problem) -> Ratio {
    var sum = constant
    for element in elements {
      guard let factor = coefficients[element], let value = values[element] else {
        throw IndicatorProblem.missingField(element)
      }
      sum = try sum + factor * value
    }
    return sum
  }
}

/// Reads `term (("+" | "-") term)*`, a term being numbers and at most one element joined by `*`.
private struct FormulaParser {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  mutating func parse() throws(Problem) -> ([String: Ratio], Ratio) {
    var coefficients: [String: Ratio] = [:]
    var constant = Ratio.zero
    var sign = Ratio.one
    skipBlanks()
    if take("-") { sign = sign.negated }
    while true {
      let (factor, element) = try term()
      let signed = try sign * factor
      if let element {
        coefficients[element] = try (coefficients[element] ?? .zero) + signed
      } else {
        constant = try constant + signed
      }
      skipBlanks()
      if position == bytes.count { break }
      if take("+") {
        sign = .one
      } else if take("-") {
        sign = Ratio.one.negated
      } else {
        throw error(zh: "此处应为 + 或 -", en: "expected + or -")
      }
    }
    guard !coefficients.isEmpty else { throw error(zh: "没有数据元", en: "there is no element") }
    return (coefficients, constant)
  }

  private mutating func term() throws(Problem) -> (Ratio, String?) {
    var factor = Ratio.one
    var element: String?
    repeat {
      skipBlanks()
      if take("#") {
        guard element == nil else {
          throw error(zh: "数据元不能相乘", en: "elements cannot be multiplied")
        }
        element = try elementCode()
      } else {
        factor = try factor * number()
      }
      skipBlanks()
    } while take("*")
    return (factor, element)
  }

  private mutating func elementCode() throws(Problem) -> String {
    guard take("{") else { throw error(zh: "# 后应为 {", en: "expected { after #") }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "}") { position += 1 }
    let code = bytes[start..<position]
    guard IndicatorCode.isCode(code) else {
      throw error(zh: "数据元代码无效", en: "not an element code")
    }
    guard take("}") else { throw error(zh: "缺少 }", en: "} is missing") }
    return String(decoding: code, as: UTF8.self)
  }

  private mutating func number() throws(Problem) -> Ratio {
    let start = position
    while position < bytes.count,
      (0x30...0x39).contains(bytes[position]) || bytes[position] == UInt8(ascii: ".")
    {
      position += 1
    }
    guard position > start,
      let value = try? Decimal(parsing: String(decoding: bytes[start..<position], as: UTF8.self))
    else { throw error(zh: "此处应为数据元或数字", en: "expected an element or a number") }
    return value.ratio
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func error(zh: String, en: String) -> Problem {
    IndicatorProblem.formula(text, at: position + 1, zh: zh, en: en)
  }
}
