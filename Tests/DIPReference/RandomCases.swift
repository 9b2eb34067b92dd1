import DIPDomain
import Quantities

/// Settlement lists by lot (随机清单) over the codes of a catalogue: main and other codes of groups,
/// extensions of them, codes that nothing lists, infants and the old, cheap and dear.
public struct RandomCases {
  public static let institutions: [RegionInstitution] = (1...6).compactMap { number in
    guard let area = try? AreaCode(parsing: "990100") else { return nil }
    return RegionInstitution(
      scoring: ScoringInstitution(
        code: "H9901000000\(number)", name: "医院\(number)", level: number % 4,
        grade: ["", "A", "B"][number % 3], isTCM: number == 4,
        coefficient: number == 6 ? try? Decimal(parsing: "0.875") : nil), area: area)
  }

  private var lot: Lot
  private let diagnoses: [String]
  private let procedures: [String]
  private let pairs: [(diagnosis: String, procedures: [String])]

  public init(_ catalogue: Catalogue, seed: UInt64) {
    lot = Lot(SeededRandom(seed: seed))
    var diagnoses: Set<String> = [
      "F20.000", "U84.300", "P07.000", "I10.x00", "E11.900", "C34.900", "Z51.101", "R99.x00",
    ]
    var procedures: Set<String> = ["99.9999", "39.6500x001"]
    var pairs: [(String, [String])] = []
    for group in catalogue.groups {
      let own = group.diagnoses.map(\.description).filter { $0.count >= 3 && !$0.contains("-") }
      diagnoses.formUnion(own.map(Self.full))
      let codes = (group.mainProcedures.clauses + group.relatedProcedures.clauses)
        .compactMap { $0.first?.description }
      procedures.formUnion(
        (group.mainProcedures.clauses + group.relatedProcedures.clauses).flatMap { $0 }
          .map(\.description))
      pairs.append((own.first.map(Self.full) ?? "I50.900", codes))
    }
    procedures.formUnion(catalogue.excludedProcedures.keys.map(\.description).sorted().prefix(40))
    diagnoses.formUnion(catalogue.excludedDiagnoses.map(\.description).sorted().prefix(40))
    procedures.formUnion(
      catalogue.procedureClasses.keys.map(\.description).sorted().enumerated()
        .filter { $0.offset % 37 == 0 }.map(\.element))
    procedures.formUnion(catalogue.newTechnologies.map(\.code.description))
    procedures.formUnion(
      catalogue.procedureMapping.entries.prefix(30).map { pointed(keyText($0.from), after: 2) })
    diagnoses.formUnion(
      catalogue.diagnosisMapping.entries.prefix(30).map { pointed(keyText($0.from), after: 3) })
    self.diagnoses = diagnoses.sorted()
    self.procedures = procedures.sorted()
    self.pairs = pairs
  }

  /// A category or subcategory as some full code below it.
  private static func full(_ code: String) -> String {
    switch code.count {
    case 3: code + ".900"
    case 5: code + "00"
    default: code
    }
  }

  public mutating func next(_ number: Int) throws -> Case {
    var codes: [String] = []
    var procedures: [String] = []
    if lot.below(3) > 0 {
      let pair = lot.pick(pairs)
      codes.append(pair.diagnosis)
      procedures = pair.procedures
    } else {
      codes.append(lot.pick(diagnoses))
    }
    for _ in 0..<lot.below(4) { codes.append(lot.pick(diagnoses)) }
    for _ in 0..<lot.one(0, 0, 1, 1, 2, 3) { procedures.append(lot.pick(self.procedures)) }
    if lot.below(4) == 0 { procedures.shuffle(using: &lot.random) }
    // An extension that only a shorter code in a row can mean.
    if lot.below(5) == 0, let last = procedures.last, last.count == 7, !last.contains("x") {
      procedures[procedures.count - 1] = last + "x09\(lot.below(10))"
    }
    let admission = try Day(parsing: "2025-01-01").adding(days: lot.below(330))
    let discharge = try admission.adding(days: lot.one(0, 1, 2, 3, 3, 4, 7, 15, 40, 75))
    let birth = try admission.adding(
      days: -(lot.below(6) == 0 ? lot.below(40) : 365 + lot.below(33_000)))
    let total = Int64(10_000 + lot.below(lot.one(300_000, 3_000_000, 12_000_000)))
    let fund = total * Int64(40 + lot.below(50)) / 100
    return try Case(
      id: "R\(number)", version: 1, person: "P\(number)",
      institution: "H9901000000\(1 + lot.below(6))", insurance: lot.one(.employee, .resident),
      area: 990_100, gender: lot.one(.male, .female), birthDay: birth,
      admission: LocalMinute(day: admission, minuteOfDay: lot.below(1440)),
      discharge: LocalMinute(day: discharge, minuteOfDay: 1439),
      dischargeWay: lot.below(20) == 0 ? .died : .onAdvice,
      birthWeightGrams: lot.below(8) == 0 ? Int32(600 + lot.below(3500)) : nil,
      diagnosisText: codes.joined(separator: "|"),
      procedureText: procedures.joined(separator: "|"),
      icuDays: lot.below(6) == 0 ? Int32(lot.below(20)) : 0,
      cost: CaseCost(
        total: Money(fen: total), fund: Money(fen: fund), patient: Money(fen: total - fund),
        drugs: Money(fen: total * Int64(lot.below(60)) / 100),
        treatment: Money(fen: total * Int64(lot.below(40)) / 100)))
  }
}
