/// What is wrong with a defective synthetic row.
enum SynthesisDefect: Int, CaseIterable {
  case idMissing, institutionWrong, insuranceUnknown, birthDayWrong, dischargeBeforeAdmission
  case diagnosisMissing, diagnosisWrong, procedureWrong, costNegative, costNotANumber
  case partsDoNotAddUp, areaWrong, genderWrong, cellsMissing
}
