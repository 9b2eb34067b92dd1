import Quantities
import Tabular

/// Makes up settlement lists for trials and benchmarks (合成清单): groups by a Zipf-like law, log-normal
/// costs around the catalogue's means, institutions by beds and level, both pools, and a share of
/// defective rows. The same seed gives the same bytes on every machine.
///
/// ```swift
/// var synthesis = try CaseSynthesis(catalogue: c, institutions: i, year: y, count: 100_000, seed: 1)
/// var writer = CSVWriter()
/// synthesis.writeHeader(to: &writer)
/// while synthesis.write(rows: 4096, to: &writer) > 0 { output(writer.bytes); writer.removeAll() }
/// ```
public struct CaseSynthesis {
  private let templates: [SynthesisTemplate]
  private let frequencies: WeightedChoice
  private let institutions: [SynthesisInstitution]
  /// Choices of institutions by lowest level 0…3, and of those of Chinese medicine.
  private let byLevel: [WeightedChoice?]
  private let ofTCM: WeightedChoice?
  private let areas: [Int32]
  private let year: Year
  private let count: Int
  private let defectsPerMille: Int
  private let spread = CostSpread()
  private var random: SynthesisRandom
  private var next = 0
  private var cell: [UInt8] = []

  /// - Parameters:
  ///   - count: rows, defective ones included.
  ///   - defectsPerMille: defective rows in a thousand.
  /// - Throws: `SYNTHESIS_EMPTY` without institutions or usable groups.
  public init(
    catalogue: Catalogue, institutions: [SynthesisInstitution], year: Year, count: Int,
    seed: UInt64, defectsPerMille: Int = 10
  ) throws(Problem) {
    var random = SynthesisRandom(seed: seed)
    let usable = catalogue.groups.compactMap { group in
      SynthesisTemplate(group, catalogue).map { (group.kind, $0) }
    }
    let beds = institutions.filter { $0.beds > 0 }
    guard !usable.isEmpty, !beds.isEmpty else {
      throw Problem(
        .invalidInput, "SYNTHESIS_EMPTY", zh: "没有可用的病种或机构",
        en: "there is no usable group or institution",
        remedyZh: "请提供目录和有床位的机构", remedyEn: "give a catalogue and institutions with beds")
    }
    templates = usable.map(\.1)
    frequencies = Self.frequencies(usable.map(\.0), &random)
    self.institutions = beds
    byLevel = (0...3).map { level in Self.choice(beds) { $0.level >= level } }
    ofTCM = Self.choice(beds) { $0.isTCM }
    areas = Array(Set(beds.map(\.area))).sorted()
    self.year = year
    self.count = count
    self.defectsPerMille = defectsPerMille
    self.random = random
  }

  public func writeHeader(to writer: inout CSVWriter) { CaseWriter.writeHeader(to: &writer) }

  /// Writes up to this many rows; 0 when all are written.
  public mutating func write(rows: Int, to writer: inout CSVWriter) -> Int {
    let last = min(next + rows, count)
    let written = last - next
    while next < last {
      let defect =
        random.happens(perMille: defectsPerMille)
        ? SynthesisDefect(rawValue: random.below(SynthesisDefect.allCases.count)) : nil
      writeRow(defect, to: &writer)
      next += 1
    }
    return written
  }

  /// Ranks by kind and chance; the frequency falls with the rank.
  private static func frequencies(
    _ kinds: [GroupKind], _ random: inout SynthesisRandom
  ) -> WeightedChoice {
    let offset: [GroupKind: Int] = [
      .merged: 200, .subdivided: 400, .composite: 500, .advance: 3000,
    ]
    let keys = kinds.map { (offset[$0] ?? 0) + random.below(1000) }
    let order = kinds.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var weights = [UInt64](repeating: 0, count: kinds.count)
    for (rank, index) in order.enumerated() {
      weights[index] = (kinds[index] == .advance ? 200_000_000 : 1_000_000_000) / UInt64(rank + 6)
    }
    return WeightedChoice(weights)
  }

  private static func choice(
    _ institutions: [SynthesisInstitution], where accept: (SynthesisInstitution) -> Bool
  ) -> WeightedChoice? {
    let weights = institutions.map { accept($0) ? UInt64($0.beds) : 0 }
    return weights.contains { $0 > 0 } ? WeightedChoice(weights) : nil
  }
}

extension CaseSynthesis {
  private struct Stay {
    var birth: Day
    var admission: Day
    var discharge: Day
    var minute: Int
    var gender: Int
    var weight: Int
  }

  private mutating func writeRow(_ defect: SynthesisDefect?, to writer: inout CSVWriter) {
    let template = templates[frequencies.draw(&random)]
    let institution = institutions[chooseInstitution(template)]
    let pool = random.happens(perMille: 420) ? 0 : 1
    let cost = spread.cost(mean: template.means[pool][institution.level], &random)
    let stay = makeStay(template, cost: cost, mean: template.means[pool][institution.level])
    writeIdentity(institution, pool, defect, to: &writer)
    writeStay(stay, defect, to: &writer)
    writeCodes(template, defect, to: &writer)
    writer.write(
      Int64(stay.weight == 0 && template.isSurgical && random.happens(perMille: 60) ? 1 : 0))
    if defect == .cellsMissing {
      writer.endRow()
      return
    }
    writeCosts(cost, pool, template, defect, to: &writer)
    writer.endRow()
  }

  private mutating func chooseInstitution(_ template: SynthesisTemplate) -> Int {
    if template.isTCM, let ofTCM, random.happens(perMille: 700) { return ofTCM.draw(&random) }
    for level in stride(from: template.minimumLevel, through: 0, by: -1) {
      if let choice = byLevel[level] { return choice.draw(&random) }
    }
    return 0
  }

  private mutating func makeStay(
    _ template: SynthesisTemplate, cost: Int64, mean: Int64
  ) -> Stay {
    // A dearer case stays longer; most stay about a week.
    let days = 2 + min(Int(cost * 6 / max(mean, 1)), 70) + random.below(3)
    let discharge = day(year.firstDay, random.below(year.lastDay.days(since: year.firstDay) + 1))
    let admission = day(discharge, -days)
    var weight = 0
    let age: Int
    var female = random.happens(perMille: 490)
    switch template.ages {
    case .newborn(let range):
      age = random.below(20)
      weight = random.within(range)
    case .childbearing: (age, female) = (random.within(20 * 365...40 * 365), true)
    case .elderMale: (age, female) = (random.within(58 * 365...88 * 365), false)
    case .adultFemale: (age, female) = (random.within(30 * 365...65 * 365), true)
    case .child where random.happens(perMille: 350): age = random.within(60...14 * 365)
    case .child, .adult:
      // The greater of two: patients are older than the population.
      age = max(random.within(16 * 365...88 * 365), random.within(16 * 365...88 * 365))
    }
    return Stay(
      birth: day(admission, -age), admission: admission, discharge: discharge,
      minute: random.below(1440), gender: female ? 2 : 1, weight: weight)
  }

  /// Days near the year exist: a failure would be this type's own mistake.
  private func day(_ day: Day, _ offset: Int) -> Day { (try? day.adding(days: offset)) ?? day }
}

extension CaseSynthesis {
  private mutating func writeIdentity(
    _ institution: SynthesisInstitution, _ pool: Int, _ defect: SynthesisDefect?,
    to writer: inout CSVWriter
  ) {
    cell.removeAll(keepingCapacity: true)
    if defect != .idMissing {
      cell.append(UInt8(ascii: "S"))
      append(digits: Int(year.number) * 1_000_000_000 + next, width: 13)
    }
    writeCell(to: &writer)
    writer.write(Int64(1))
    cell.removeAll(keepingCapacity: true)
    cell.append(UInt8(ascii: "P"))
    // About as many persons as stays: some come again.
    append(digits: random.below(max(count * 7 / 10, 1)), width: 10)
    writeCell(to: &writer)
    writer.write(
      defect == .institutionWrong ? String(institution.code.dropLast()) : institution.code)
    writer.write(Int64(defect == .insuranceUnknown ? 510 : pool == 0 ? 310 : 390))
    let area =
      random.happens(perMille: 850) ? institution.area : areas[random.below(areas.count)]
    writer.write(Int64(defect == .areaWrong ? area / 100 : area))
  }

  private mutating func writeStay(
    _ stay: Stay, _ defect: SynthesisDefect?, to writer: inout CSVWriter
  ) {
    writer.write(Int64(defect == .genderWrong ? 5 : stay.gender))
    if defect == .birthDayWrong { writer.write("1956-02-31") } else { writer.write(stay.birth) }
    let reversed = defect == .dischargeBeforeAdmission
    writeTime(reversed ? stay.discharge : stay.admission, stay.minute, to: &writer)
    writeTime(reversed ? stay.admission : stay.discharge, stay.minute, to: &writer)
    let way = random.below(1000)
    writer.write(Int64(way < 930 ? 1 : way < 950 ? 2 : way < 965 ? 3 : way < 990 ? 4 : 5))
    if stay.weight > 0 { writer.write(Int64(stay.weight)) } else { writer.writeEmpty() }
  }

  private mutating func writeTime(_ day: Day, _ minute: Int, to writer: inout CSVWriter) {
    let (year, month, ordinal) = day.civil
    cell.removeAll(keepingCapacity: true)
    append(digits: year, width: 4)
    cell.append(UInt8(ascii: "-"))
    append(digits: month, width: 2)
    cell.append(UInt8(ascii: "-"))
    append(digits: ordinal, width: 2)
    cell.append(UInt8(ascii: " "))
    append(digits: minute / 60, width: 2)
    cell.append(UInt8(ascii: ":"))
    append(digits: minute % 60, width: 2)
    cell.append(contentsOf: [UInt8](":00".utf8))
    writeCell(to: &writer)
  }

  private mutating func writeCodes(
    _ template: SynthesisTemplate, _ defect: SynthesisDefect?, to writer: inout CSVWriter
  ) {
    cell.removeAll(keepingCapacity: true)
    if defect != .diagnosisMissing {
      let main = template.diagnoses[random.below(template.diagnoses.count)]
      cell.append(contentsOf: defect == .diagnosisWrong ? main.dropFirst() : main[...])
      if let required = template.requiredDiagnosis { append(code: required) }
      for _ in 0..<random.below(5) {
        append(code: Self.commonDiagnoses[random.below(Self.commonDiagnoses.count)])
      }
    }
    writeCell(to: &writer)
    cell.removeAll(keepingCapacity: true)
    cell.append(contentsOf: template.procedures[random.below(template.procedures.count)])
    if defect == .procedureWrong { append(code: Self.wrongProcedure) }
    writeCell(to: &writer)
  }

  private mutating func writeCosts(
    _ cost: Int64, _ pool: Int, _ template: SynthesisTemplate, _ defect: SynthesisDefect?,
    to writer: inout CSVWriter
  ) {
    let share = Int64(pool == 0 ? random.within(700...850) : random.within(540...700))
    let fund = cost * share / 1000
    let drugs = cost * Int64(random.within(180...340)) / 1000
    let treatment = cost * Int64(random.within(100...220)) / 1000
    let surgery = template.isSurgical ? cost * Int64(random.within(80...180)) / 1000 : 0
    let consumables = cost * Int64(random.within(template.isSurgical ? 120...250 : 20...80)) / 1000
    switch defect {
    case .costNotANumber: writer.write("一千元")
    case .costNegative: writer.write(Money(fen: -cost))
    default: writer.write(Money(fen: cost))
    }
    writer.write(Money(fen: defect == .partsDoNotAddUp ? fund + 1 : fund))
    writer.write(Money(fen: cost - fund))
    for part in [drugs, treatment, surgery, consumables] { writer.write(Money(fen: part)) }
  }

  private mutating func append(code: [UInt8]) {
    if !cell.isEmpty { cell.append(UInt8(ascii: "|")) }
    cell.append(contentsOf: code)
  }

  private mutating func append(digits value: Int, width: Int) {
    let end = cell.count + width
    cell.append(contentsOf: repeatElement(0x30, count: width))
    var (rest, position) = (value, end - 1)
    while rest > 0, position >= end - width {
      cell[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
      rest /= 10
      position -= 1
    }
  }

  private func writeCell(to writer: inout CSVWriter) {
    cell.withUnsafeBufferPointer { writer.write(utf8: $0) }
  }

  /// Comorbidities that many inpatients have.
  private static let commonDiagnoses: [[UInt8]] = [
    "I10.x00x002", "E11.900", "I25.103", "E78.500", "K76.000", "I50.900", "D64.900", "E87.600",
    "I69.300", "N18.900", "J44.900", "K29.500", "M81.900", "I49.900", "E77.801", "N28.101",
  ].map { Array($0.utf8) }

  private static let wrongProcedure = Array("4413".utf8)
}
