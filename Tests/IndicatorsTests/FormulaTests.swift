import IndicatorsDomain
import Quantities
import Testing

@Suite("Formulas over elements")
struct FormulaTests {
  @Test("Sums, differences and constant factors are read; blanks do not matter")
  func linear() throws {
    let formula = try Formula(parsing: "2 * #{a} - #{b}*0.5+#{a} + 3")
    #expect(formula.elements == ["a", "b"])
    // 3a − b/2 + 3 at a = 10, b = 4 is 31.
    #expect(try formula.evaluated(["a": Ratio(10), "b": Ratio(4)]) == Ratio(31))
  }

  @Test(
    "What is not linear, or not a formula, is refused with its position",
    arguments: [
      ("", 1), ("#{a} #{b}", 6), ("#{a} * #{b}", 9), ("#{a", 4), ("#{A}", 4), ("#{a} +", 7),
      ("12", 3), ("#{a}}", 5), ("1..2 * #{a}", 5), ("#{a} / #{b}", 6), ("# {a}", 2),
    ])
  func refused(_ text: String, _ position: Int) {
    let problem = #expect(throws: Problem.self) { try Formula(parsing: text) }
    #expect(problem?.code == "INDICATOR_FORMULA_INVALID")
    #expect(problem?.details.last?.value == "\(position)", "\(text)")
  }

  @Test("A linear formula over sums equals the sum of the formula over parts")
  func additive() throws {
    var random = SeededRandom(seed: 41)
    let formula = try Formula(parsing: "3 * #{x} - 1.25 * #{y} + #{z}")
    for _ in 0..<200 {
      var sums: [String: Ratio] = [:]
      var total = Ratio.zero
      for _ in 0..<Int.random(in: 1...9, using: &random) {
        let values = Dictionary(
          uniqueKeysWithValues: ["x", "y", "z"].map {
            ($0, Ratio(Int64.random(in: -1000...1000, using: &random)))
          })
        for (code, value) in values { sums[code] = try (sums[code] ?? .zero) + value }
        total = try total + formula.evaluated(values)
      }
      #expect(try formula.evaluated(sums) == total)
    }
  }
}
