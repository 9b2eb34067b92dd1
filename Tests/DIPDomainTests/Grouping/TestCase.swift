import DIPDomain
import Quantities

/// A case with given codes, age and weight.
func makeCase(
  _ diagnoses: [String], _ procedures: [String] = [], ageInDays: Int = 20_000,
  birthWeight: Int32? = nil, days: Int = 5, cost: Int64 = 1_000_000
) throws -> Case {
  let admission = try Day(year: 2025, month: 6, day: 1)
  return try Case(
    id: "T", version: 1, person: "P", institution: "H34160200001", insurance: .employee,
    area: 341_602, gender: .female, birthDay: try admission.adding(days: -ageInDays),
    admission: LocalMinute(day: admission),
    discharge: LocalMinute(day: try admission.adding(days: days)), dischargeWay: .onAdvice,
    birthWeightGrams: birthWeight, diagnosisText: diagnoses.joined(separator: "|"),
    procedureText: procedures.joined(separator: "|"), icuDays: 0,
    cost: CaseCost(
      total: Money(fen: cost), fund: Money(fen: cost - cost / 3), patient: Money(fen: cost / 3)))
}

extension Grouper {
  /// The code of a case's group, or the last of the reasons why it has none.
  func code(_ list: Case) -> String {
    let result = group(list)
    return result.isGrouped
      ? catalogue.groups[Int(result.group)].code : result.flags.codes.last ?? ""
  }
}
