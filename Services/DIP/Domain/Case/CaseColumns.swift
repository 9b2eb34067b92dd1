import Quantities
import Tabular

/// Validated settlement lists as columns (清单列): element n of every column is list n.
///
/// For bulk work: fixed-width integers, packed codes, institutions numbered by first appearance.
public struct CaseColumns: Sendable {
  /// Row of the file that each list came from; 0 when it came from elsewhere.
  public private(set) var rows: [Int32] = []
  private var ids = TextArena()
  public private(set) var versions: [Int32] = []
  private var persons = TextArena()
  /// Index into `institutionCodes`.
  public private(set) var institutions: [Int32] = []
  public private(set) var institutionCodes = ByteDictionary()
  public private(set) var insurances: [InsuranceType] = []
  /// Six digits as a number.
  public private(set) var areas: [Int32] = []
  public private(set) var genders: [Gender] = []
  public private(set) var birthDays: [Day] = []
  public private(set) var admissions: [LocalMinute] = []
  public private(set) var discharges: [LocalMinute] = []
  public private(set) var dischargeWays: [DischargeWay] = []
  /// Grams; 0 when not stated.
  public private(set) var birthWeights: [Int32] = []
  /// End of each list's codes in `diagnoses`.
  private var diagnosisEnds: [Int32] = []
  private var diagnosisKeys: [CodeKey] = []
  private var diagnosisTexts = TextArena()
  private var procedureEnds: [Int32] = []
  private var procedureKeys: [CodeKey] = []
  public private(set) var icuDays: [Int32] = []
  public private(set) var costs: [CaseCost] = []

  public init() {}

  public var count: Int { versions.count }

  /// Adds a list.
  mutating func append(_ list: CaseRow) {
    rows.append(list.row)
    ids.append(list.id)
    versions.append(list.version)
    persons.append(list.person)
    institutions.append(institutionCodes.number(for: list.institution))
    insurances.append(list.insurance)
    areas.append(list.area)
    genders.append(list.gender)
    birthDays.append(list.birthDay)
    admissions.append(list.admission)
    discharges.append(list.discharge)
    dischargeWays.append(list.dischargeWay)
    birthWeights.append(list.birthWeightGrams)
    diagnosisKeys.append(contentsOf: list.diagnoses)
    diagnosisEnds.append(Int32(diagnosisKeys.count))
    diagnosisTexts.append(list.diagnosisText)
    procedureKeys.append(contentsOf: list.procedures)
    procedureEnds.append(Int32(procedureKeys.count))
    icuDays.append(list.icuDays)
    costs.append(list.cost)
  }

  /// Empties the columns for the next batch, keeping their memory. Institution numbers stay valid.
  public mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    ids.removeAll()
    versions.removeAll(keepingCapacity: true)
    persons.removeAll()
    institutions.removeAll(keepingCapacity: true)
    insurances.removeAll(keepingCapacity: true)
    areas.removeAll(keepingCapacity: true)
    genders.removeAll(keepingCapacity: true)
    birthDays.removeAll(keepingCapacity: true)
    admissions.removeAll(keepingCapacity: true)
    discharges.removeAll(keepingCapacity: true)
    dischargeWays.removeAll(keepingCapacity: true)
    birthWeights.removeAll(keepingCapacity: true)
    diagnosisEnds.removeAll(keepingCapacity: true)
    diagnosisKeys.removeAll(keepingCapacity: true)
    diagnosisTexts.removeAll()
    procedureEnds.removeAll(keepingCapacity: true)
    procedureKeys.removeAll(keepingCapacity: true)
    icuDays.removeAll(keepingCapacity: true)
    costs.removeAll(keepingCapacity: true)
  }
}

extension CaseColumns {
  /// One list as a value.
  public subscript(index: Int) -> Case {
    Case(
      id: ids[index], version: versions[index], person: persons[index],
      institution: institutionCodes[institutions[index]], insurance: insurances[index],
      area: areas[index], gender: genders[index], birthDay: birthDays[index],
      admission: admissions[index], discharge: discharges[index],
      dischargeWay: dischargeWays[index],
      birthWeightGrams: birthWeights[index] > 0 ? birthWeights[index] : nil,
      diagnoses: diagnosisKeys[diagnosisRange(index)].map { DiagnosisCode(key: $0) },
      procedures: procedureKeys[procedureRange(index)].map { ProcedureCode(key: $0) },
      diagnosisText: diagnosisTexts[index], icuDays: icuDays[index], cost: costs[index])
  }

  public func id(_ index: Int) -> String { ids[index] }
  public func person(_ index: Int) -> String { persons[index] }
  /// Normalised diagnosis codes separated by `|`, main one first.
  public func diagnosisText(_ index: Int) -> String { diagnosisTexts[index] }
  /// Normalised procedure codes separated by `|`, main one first; empty without any.
  public func procedureText(_ index: Int) -> String {
    procedureKeys[procedureRange(index)].map { $0.text(pointAfter: 2) }.joined(separator: "|")
  }

  public func withID<R>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R { try ids.withBytes(at: index, body) }

  /// Calls the body with what grouping looks at.
  @inline(__always)
  func withGroupingInput<R>(_ index: Int, _ body: (GroupingInput) -> R) -> R {
    diagnosisKeys.withUnsafeBufferPointer { diagnoses in
      procedureKeys.withUnsafeBufferPointer { procedures in
        body(
          GroupingInput(
            diagnoses: UnsafeBufferPointer(rebasing: diagnoses[diagnosisRange(index)]),
            procedures: UnsafeBufferPointer(rebasing: procedures[procedureRange(index)]),
            birthDay: birthDays[index], admission: admissions[index].day,
            discharge: discharges[index].day, dischargeWay: dischargeWays[index],
            birthWeightGrams: birthWeights[index], icuDays: icuDays[index],
            cost: costs[index]))
      }
    }
  }

  private func diagnosisRange(_ index: Int) -> Range<Int> {
    Int(index == 0 ? 0 : diagnosisEnds[index - 1])..<Int(diagnosisEnds[index])
  }

  private func procedureRange(_ index: Int) -> Range<Int> {
    Int(index == 0 ? 0 : procedureEnds[index - 1])..<Int(procedureEnds[index])
  }
}
