import Quantities

/// What grouping and auxiliary types look at in a case; points into memory that lasts for one call.
struct GroupingInput {
  /// Main diagnosis first; never empty.
  var diagnoses: UnsafeBufferPointer<CodeKey>
  /// Main procedure first.
  var procedures: UnsafeBufferPointer<CodeKey>
  var birthDay: Day
  var admission: Day
  var discharge: Day
  var dischargeWay: DischargeWay
  /// 0 when not stated.
  var birthWeightGrams: Int32
  var icuDays: Int32
  var cost: CaseCost
  /// Position of the main procedure, once it is chosen; nil when none can be it.
  var mainProcedure: Int?

  /// Days from admission to discharge, at least 1 (住院天数).
  var stayInDays: Int { max(discharge.days(since: admission), 1) }
}

extension Case {
  /// Calls the body with what grouping looks at.
  func withGroupingInput<R>(_ body: (GroupingInput) -> R) -> R {
    diagnoses.map(\.key).withUnsafeBufferPointer { diagnoses in
      procedures.map(\.key).withUnsafeBufferPointer { procedures in
        body(
          GroupingInput(
            diagnoses: diagnoses, procedures: procedures, birthDay: birthDay,
            admission: admission.day, discharge: discharge.day, dischargeWay: dischargeWay,
            birthWeightGrams: birthWeightGrams ?? 0, icuDays: icuDays, cost: cost))
      }
    }
  }
}

extension AgeRule {
  /// Age in days (天龄) on the day that the rule names.
  func days(of input: GroupingInput) -> Int { day(input).days(since: input.birthDay) }

  /// Age in years: completed ones (周岁), or the difference of the calendar years.
  func years(of input: GroupingInput) -> Int {
    switch years {
    case .birthday: day(input).years(since: input.birthDay)
    case .calendar: Int(day(input).year.number) - Int(input.birthDay.year.number)
    }
  }

  private func day(_ input: GroupingInput) -> Day {
    moment == .admission ? input.admission : input.discharge
  }
}
