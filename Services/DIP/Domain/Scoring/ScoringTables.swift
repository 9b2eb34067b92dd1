import Quantities

/// Everything that scoring looks up, compiled once from policy, groups and institutions: scores and
/// coefficients as integers of one common scale, reference means by cell, bands in integer form.
public struct ScoringTables: Sendable {
  public let policy: Policy
  public let groups: [ScoringGroup]
  public let institutions: [ScoringInstitution]

  /// Groups, and groups with an auxiliary type.
  let cells: ScoringCells
  /// How cases refer to these tables.
  let layout: ScoringLayout
  /// Scores × 10^scoreScale by group.
  let scoreScale: Int
  let scores: [Int64]
  /// Groups that take the same coefficient at every institution share a class.
  let coefficientClass: [Int32]
  let classCount: Int
  /// Coefficients × 10^coefficientScale by institution and class.
  let coefficientScale: Int
  let coefficients: [Int64]
  /// Coefficients of auxiliary types × 10^auxiliaryScale, of the cells beyond the groups.
  let auxiliaryScale: Int
  let auxiliary: [Int64]
  /// Reference means in fen by group, level and pool; 0 where there is none.
  let references: [Int64]
  let bands: [IntegerBand]
  let normalBand: Int
  /// The group whose score ungrouped cases take.
  let fixedGroup: Int?
  /// What the policy pays at the year-start value by group; nil where it does not.
  let fixedShares: FixedShares?
  /// Level of each institution.
  let levels: [Int32]
  /// Institutions in order of code, which is the order of every statement.
  let orderByCode: [Int]
  /// The hot loop's form; nil for policies that only the rule itself can score.
  private(set) var fast: FastTables?
  /// The form for single cases; nil for policies and numbers that only the rule itself takes.
  private(set) var integer: IntegerScoring?

  public init(
    policy: Policy, groups: [ScoringGroup], institutions: [ScoringInstitution]
  ) throws(Problem) {
    try Self.check(groups, institutions)
    self.policy = policy
    self.groups = groups
    self.institutions = institutions
    let cells = try ScoringCells(groups, policy)
    self.cells = cells
    layout = ScoringLayout(
      institutions: institutions.map(\.code), pools: policy.pools.types, groups: groups.count,
      pairs: cells.pairs.map { ScoringLayout.Pair(group: $0.group, type: $0.type) },
      parts: (0..<cells.count).map {
        ScorePart(groups[cells.group(of: $0)], hasAuxiliaryType: $0 >= groups.count)
      })
    auxiliaryScale = cells.pairs.map(\.coefficient.scale).max() ?? 0
    auxiliary = try Self.scaled(cells.pairs.map(\.coefficient), to: auxiliaryScale)
    scoreScale = groups.map(\.score.scale).max() ?? 0
    scores = try Self.scaled(groups.map(\.score), to: scoreScale)
    let classes = CoefficientClasses(groups, policy.coefficients)
    coefficientClass = classes.ofGroup
    classCount = classes.representatives.count
    let exact = try classes.coefficients(of: institutions, policy)
    coefficientScale = exact.map(\.scale).max() ?? 0
    coefficients = try Self.scaled(exact, to: coefficientScale)
    var references: [Int64] = []
    references.reserveCapacity(
      groups.count * ScoringInstitution.levels * policy.pools.types.count)
    for group in groups {
      for level in 0..<ScoringInstitution.levels {
        for insurance in policy.pools.types {
          references.append(group.referenceMean(level: level, insurance: insurance)?.fen ?? 0)
        }
      }
    }
    self.references = references
    bands = try IntegerBand.compile(policy.deviation.bands)
    normalBand = policy.deviation.normalBand
    if case .fixedGroup(let code) = policy.ungrouped {
      guard let index = groups.firstIndex(where: { $0.code == code }) else {
        throw Problem(
          .failedPrecondition, "DIP_UNGROUPED_GROUP_UNKNOWN", zh: "未入组病例指定的病种 \(code) 不在目录中",
          en: "the group \(code) that ungrouped cases take is not in the catalogue",
          remedyZh: "请修改政策 ungrouped.group 或目录", remedyEn: "change ungrouped.group or the catalogue"
        )
      }
      fixedGroup = index
    } else {
      fixedGroup = nil
    }
    fixedShares = FixedShares(groups, policy.payment)
    levels = institutions.map { Int32($0.level) }
    orderByCode = institutions.indices.sorted { institutions[$0].code < institutions[$1].code }
    fast = nil
    integer = nil
    fast = FastTables(self)
    integer = IntegerScoring(self)
  }

  /// The coefficient (机构系数) that a group takes at an institution, as the policy rounds it.
  public func coefficient(institution: Int, group: Int) throws(Problem) -> Decimal {
    try Decimal(
      coefficient: Int128(scaledCoefficient(institution: institution, group: group)),
      scale: coefficientScale)
  }

  func scaledCoefficient(institution: Int, group: Int) -> Int64 {
    coefficients[institution * classCount + Int(coefficientClass[group])]
  }

  /// What a case is scored by.
  ///
  /// - Parameters:
  ///   - group: index of its group, or what a grouping says without one.
  ///   - types: bit i is set when the case meets auxiliary type i of the policy.
  public func cell(group: Int32, types: UInt32) -> Int32 { cells.cell(group: group, types: types) }

  /// The auxiliary type (辅助分型) that a cell stands for, and its coefficient; nil for a group alone.
  public func auxiliaryType(
    ofCell cell: Int
  ) -> (type: AuxiliaryType, coefficient: Decimal, exact: Decimal)? {
    cells.pair(of: cell).map {
      (policy.auxiliary.types[Int($0.type)], $0.coefficient, $0.exactCoefficient)
    }
  }

  /// Part of the year that a cell's cases belong to; of ungrouped cases for what is below zero.
  public func part(ofCell cell: Int32) -> ScorePart { layout.part(ofCell: cell) }

  /// The auxiliary coefficient of a cell × 10^auxiliaryScale; nil for a group alone.
  func scaledAuxiliary(cell: Int) -> Int64? {
    cell < groups.count ? nil : auxiliary[cell - groups.count]
  }

  /// Accounts of each institution: one for each pool, or one when pools are merged.
  var accountsPerInstitution: Int { policy.pools.merged ? 1 : policy.pools.types.count }

  /// Reference mean in fen; 0 where there is none.
  func reference(institution: Int, group: Int, pool: Int) -> Int64 {
    let level = institutions[institution].level
    return references[
      (group * ScoringInstitution.levels + level) * policy.pools.types.count + pool]
  }

  private static func scaled(_ values: [Decimal], to scale: Int) throws(Problem) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(values.count)
    for value in values {
      guard let number = Int64(exactly: try value.scaled(to: scale)) else {
        throw .overflow("\(value) at \(scale) decimals")
      }
      result.append(number)
    }
    return result
  }

  private static func check(
    _ groups: [ScoringGroup], _ institutions: [ScoringInstitution]
  ) throws(Problem) {
    var codes: Set<String> = []
    for group in groups where !codes.insert(group.code).inserted || group.score < .zero {
      throw Problem(
        .invalidInput, "DIP_GROUP_INVALID", zh: "病种 \(group.code) 重复或分值为负",
        en: "group \(group.code) is there twice or has a negative score",
        remedyZh: "请检查目录", remedyEn: "check the catalogue")
    }
    codes.removeAll()
    for institution in institutions {
      guard codes.insert(institution.code).inserted,
        (0..<ScoringInstitution.levels).contains(institution.level),
        institution.coefficient.map({ $0 >= .zero }) ?? true
      else {
        throw Problem(
          .invalidInput, "DIP_INSTITUTION_INVALID",
          zh: "机构 \(institution.code) 重复、级别不在 0 至 3 之间或系数为负",
          en:
            "institution \(institution.code) is there twice, its level is not 0…3, or its coefficient is negative",
          remedyZh: "请检查机构名单", remedyEn: "check the list of institutions")
      }
    }
  }
}
