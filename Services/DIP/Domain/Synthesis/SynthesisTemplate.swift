import Quantities

/// What synthetic cases of a group look like, worked out once.
struct SynthesisTemplate: Sendable {
  /// Main diagnosis texts to choose from.
  var diagnoses: [[UInt8]]
  /// Procedure texts to choose from, each a whole cell.
  var procedures: [[UInt8]]
  /// Other diagnosis that the group asks for.
  var requiredDiagnosis: [UInt8]?
  /// Mean costs in fen by pool (employee, resident) and level 0…3.
  var means: [[Int64]]
  /// Lowest level of institution that treats such cases.
  var minimumLevel: Int
  var isTCM: Bool
  var isSurgical: Bool
  var ages: Ages

  /// Whom the group affects.
  enum Ages: Sendable {
    /// Newborn, with a birth weight range in grams.
    case newborn(ClosedRange<Int>)
    case childbearing
    case elderMale
    case adultFemale
    case child
    case adult
  }

  /// Nil when no case can be made up for the group.
  init?(_ group: DiseaseGroup, _ catalogue: Catalogue) {
    guard !group.typicalDiagnoses.isEmpty || !group.diagnoses.isEmpty else { return nil }
    let excluded = Set(catalogue.excludedDiagnoses)
    let codes =
      group.typicalDiagnoses.isEmpty
      ? group.diagnoses.compactMap(Self.code) : group.typicalDiagnoses
    let resistant = group.conditions.contains(.drugResistant(false, orMainOfList: true))
    diagnoses = codes.filter {
      !excluded.contains($0) && !(resistant && catalogue.drugResistantDiagnoses.contains($0))
    }.map { Array($0.description.utf8) }
    guard !diagnoses.isEmpty else { return nil }
    procedures = Self.procedures(of: group)
    requiredDiagnosis = Self.requiredDiagnosis(of: group).map { Array($0.utf8) }
    let scoring = group.scoring
    means = InsuranceType.allCases.map { insurance in
      (0...3).map { level in
        // Without a mean the score stands for it: a score of 1000 is a case of 9 000 yuan.
        scoring.referenceMean(level: level == 0 ? 1 : level, insurance: insurance.code)?.fen
          ?? 500_000
      }
    }
    isSurgical = group.mainProcedures.clauses.joined().contains {
      catalogue.procedureClasses[$0] == .surgical
    }
    isTCM = group.isTCM
    minimumLevel = group.kind == .advance ? 3 : isSurgical || group.kind == .subdivided ? 2 : 1
    ages = Self.ages(of: group, diagnoses[0])
  }

  /// The first code below a pattern, for catalogues without typical codes.
  private static func code(_ pattern: DiagnosisPattern) -> DiagnosisCode? {
    let text =
      switch pattern {
      case .prefix(let key): key.text(pointAfter: 3)
      case .range: String(pattern.description.prefix(3))
      }
    let full: String? =
      switch text.utf8.count {
      case 3: text + ".900"
      case 5: text + "00"
      case 7...: text
      default: nil
      }
    return full.flatMap { try? DiagnosisCode(parsing: $0) }
  }

  /// A cell for every way of meeting the group's first clause; further clauses by their first code.
  private static func procedures(of group: DiseaseGroup) -> [[UInt8]] {
    let clauses = group.mainProcedures.clauses
    guard let first = clauses.first else {
      return group.typicalProcedures.isEmpty
        ? [[]] : group.typicalProcedures.map { Array($0.description.utf8) }
    }
    let rest = (clauses.dropFirst() + group.relatedProcedures.clauses).compactMap(\.first)
    return first.map { code in
      Array(([code] + rest).map(\.description).joined(separator: "|").utf8)
    }
  }

  private static func requiredDiagnosis(of group: DiseaseGroup) -> String? {
    for condition in group.conditions {
      switch condition {
      case .otherDiagnosis(let patterns): return patterns.compactMap(code).first?.description
      case .drugResistant(true, _): return "U84.300"
      default: continue
      }
    }
    return nil
  }

  private static func ages(of group: DiseaseGroup, _ diagnosis: [UInt8]) -> Ages {
    for condition in group.conditions {
      if case .birthWeight(let range) = condition {
        return .newborn(max(range.lowerBound, 500)...min(range.upperBound, 4500))
      }
    }
    switch String(decoding: diagnosis.prefix(3), as: UTF8.self) {
    case let category where category.hasPrefix("P"): return .newborn(2500...4200)
    case let category where category.hasPrefix("O"): return .childbearing
    case "N40", "C61": return .elderMale
    case "D25", "N80", "C50", "D24": return .adultFemale
    case "J20", "J06", "J03", "J35", "J18", "A09": return .child
    default: return .adult
    }
  }
}
