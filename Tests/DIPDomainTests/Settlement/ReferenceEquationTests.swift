import BigInt
import DIPReference
import Quantities
import Testing

@testable import DIPDomain

/// The point value inside its own reference: solved exactly, or refused.
@Suite struct ReferenceEquationTests {
  private func integer(_ value: Int64) -> BigRatio { BigRatio(WideInteger(value), 1) }

  private func half() throws -> BigRatio { BigRatio(try Decimal(parsing: "0.5")) }

  /// Bands of the 3.0 rules for a case of standard s: below half its own cost, else s.
  private func member(_ standard: Int64, _ costs: [Int64]) -> ReferenceEquation.Member {
    let plain = ReferenceEquation.Term(constant: integer(standard), slope: .zero)
    return ReferenceEquation.Member(
      institution: 0, cell: 0, standard: integer(standard),
      terms: [.init(constant: .zero, slope: integer(1)), plain, plain], costs: costs)
  }

  private func equation(
    _ members: [ReferenceEquation.Member], total: Int64, fixed: BigRatio = .zero
  ) throws -> ReferenceEquation {
    ReferenceEquation(
      ends: [
        .init(ratio: try half(), inclusive: false), .init(ratio: integer(2), inclusive: true),
      ], members: members, fixed: fixed, total: integer(total))
  }

  /// 100 and 100 points, costs 3000.00 and 400.00 yuan, 3400 yuan to spend. At (3400 ÷ 200 =) 17 the
  /// second case is at 400 ÷ 1700 = 0.24 of its standard: it is paid 400, and the other 3000 ÷ 100
  /// points make 30 a point, where the second is low all the more.
  @Test func aLowCaseTakesItsOwnCost() throws {
    let solved = try equation([member(100, [300_000]), member(100, [40_000])], total: 3400)
      .solve(from: integer(17))
    guard case .solved(let value, _) = solved else {
      Issue.record("no solution")
      return
    }
    #expect(value.description == "30")
  }

  /// A case that leaves the normal band upward earns more, so that the value falls, so that it is
  /// normal again: 100 and 100 points, threshold at 20 yuan, 4500 yuan: 22.5 or 18.
  @Test func aCycleIsNamed() throws {
    let rising = ReferenceEquation.Member(
      institution: 7, cell: 3, standard: integer(100),
      terms: [
        .init(constant: integer(150), slope: .zero), .init(constant: integer(100), slope: .zero),
        .init(constant: integer(100), slope: .zero),
      ], costs: [100_000])
    let outcome = try equation([member(100, [300_000]), rising], total: 4500)
      .solve(from: integer(20))
    guard case .cycle(let members) = outcome else {
      Issue.record("expected a cycle")
      return
    }
    #expect(members.map(\.institution) == [7])
    #expect(members.map(\.cell) == [3])
  }

  /// Low cases alone cost more than there is.
  @Test func nothingIsLeft() throws {
    let outcome = try equation([member(100, [40_000])], total: 300).solve(from: integer(100))
    guard case .unsolvable = outcome else {
      Issue.record("expected no solution")
      return
    }
  }

  /// Whatever is solved satisfies the equation exactly, with the bands asked again case by case.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func satisfiesTheEquation(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let members = (0..<Int(random.integer(in: 1...12))).map { _ in
      let standard = random.integer(in: 50...3000)
      return member(
        standard,
        (0..<Int(random.integer(in: 1...20))).map { _ in
          standard * random.integer(in: 50...4000)
        })
    }
    let fixed = random.integer(in: 0...500)
    let scores = members.reduce(Int64(0)) { sum, member in
      sum + Int64(member.costs.count) * ((try? member.standard.fen(.down).fen) ?? 0)
    }
    let total = (scores + fixed) * random.integer(in: 5...20)
    let start = integer(random.integer(in: 1...30))
    guard
      case .solved(let value, _) =
        try equation(members, total: total, fixed: integer(fixed)).solve(from: start)
    else { return }
    let v = Fraction(value.numerator.big, value.denominator.big)
    var paid = Fraction(Int(fixed)) * v
    for member in members {
      let standard = Fraction(member.standard.numerator.big, member.standard.denominator.big)
      for cost in member.costs {
        let yuan = Fraction(BigInt(cost), 100)
        let isLow = yuan * Fraction(2) < standard * v
        paid = paid + (isLow ? yuan : standard * v)
      }
    }
    #expect(paid == Fraction(Int(total)), "seed \(seed)")
  }
}
