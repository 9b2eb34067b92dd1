import Quantities

/// The cells that cases are scored by (计分单元): a group alone, or a group with the auxiliary type that
/// won in it.
///
/// Cells 0 ..< groups are the groups themselves; the pairs of a group and a type that can occur follow.
/// Which of several types wins is decided here once: the highest coefficient, on equal ones the
/// earlier type of the policy.
struct ScoringCells: Sendable, Hashable {
  struct Pair: Sendable, Hashable {
    var group: Int32
    /// Index into the policy's `auxiliary.types`.
    var type: Int32
    /// As `rounding.auxiliary_coefficient` leaves it.
    var coefficient: Decimal
    var exactCoefficient: Decimal
  }

  let groupCount: Int
  /// In order of group; within a group the pair that wins over the others comes first.
  let pairs: [Pair]
  /// Where the pairs of each group begin, and one more entry for the end; empty without pairs.
  private let starts: [Int32]

  init(_ groups: [ScoringGroup], _ policy: Policy) throws(Problem) {
    groupCount = groups.count
    var pairs: [Pair] = []
    var starts: [Int32] = []
    let types = policy.auxiliary.types
    if !types.isEmpty {
      starts.reserveCapacity(groups.count + 1)
      for (index, group) in groups.enumerated() {
        starts.append(Int32(pairs.count))
        var own: [Pair] = []
        for (type, rule) in types.enumerated() {
          guard let exact = rule.coefficient ?? group.auxiliaryCoefficients[rule.code] else {
            continue
          }
          guard exact >= .zero else { throw Self.negative(group, rule) }
          own.append(
            Pair(
              group: Int32(index), type: Int32(type),
              coefficient: try exact.rounded(by: policy.rounding[.auxiliaryCoefficient]),
              exactCoefficient: exact))
        }
        own.sort { a, b in
          if a.exactCoefficient != b.exactCoefficient {
            return a.exactCoefficient > b.exactCoefficient
          }
          return a.type < b.type
        }
        pairs += own
      }
      starts.append(Int32(pairs.count))
    }
    self.pairs = pairs
    self.starts = starts
  }

  var count: Int { groupCount + pairs.count }

  /// The cell of a case.
  ///
  /// - Parameters:
  ///   - group: index of its group; what is below zero has no cell of its own and is returned.
  ///   - types: bit i is set when the case meets type i of the policy.
  func cell(group: Int32, types: UInt32) -> Int32 {
    guard types != 0, group >= 0, !starts.isEmpty else { return group }
    let range = Int(starts[Int(group)])..<Int(starts[Int(group) + 1])
    for place in range where types &>> UInt32(pairs[place].type) & 1 == 1 {
      return Int32(groupCount + place)
    }
    return group
  }

  func group(of cell: Int) -> Int { cell < groupCount ? cell : Int(pairs[cell - groupCount].group) }

  /// The auxiliary type of a cell; nil for a group alone.
  func pair(of cell: Int) -> Pair? { cell < groupCount ? nil : pairs[cell - groupCount] }

  private static func negative(_ group: ScoringGroup, _ type: AuxiliaryType) -> Problem {
    Problem(
      .invalidInput, "DIP_AUXILIARY_COEFFICIENT_INVALID",
      zh: "病种 \(group.code) 的辅助分型 \(type.code) 系数为负",
      en: "the coefficient of auxiliary type \(type.code) in group \(group.code) is negative",
      remedyZh: "请检查目录的辅助分型表", remedyEn: "check the catalogue's auxiliary table")
  }
}

extension Decimal {
  func rounded(by rounding: Rounding) throws(Problem) -> Decimal {
    guard case .decimals(let scale, let mode) = rounding else { return self }
    return try ratio.rounded(scale: scale, mode)
  }
}
