import ContractingDomain
import Quantities
import Testing

struct FamilyContractTests {
  private let rules = SigningRules()

  private func signed(_ from: String = "2025-01-01", months: Int = 12) throws -> FamilyContract {
    try FamilyContract.signed(
      id: "C1", terms: Sample.terms(from: from, months: months), today: Sample.day("2025-01-01"),
      rules: rules, note: ""
    ).contract
  }

  @Test func aContractRunsForThePackagesPeriodAndExpires() throws {
    let contract = try signed("2025-01-10")
    #expect(contract.period == (try Sample.interval("2025-01-10", "2026-01-10")))
    #expect(contract.doctorID == "T1-L")
    #expect(contract.state(on: try Sample.day("2025-01-09")) == .signed)
    #expect(contract.state(on: try Sample.day("2025-01-10")) == .active)
    #expect(contract.state(on: try Sample.day("2026-01-09")) == .active)
    #expect(contract.state(on: try Sample.day("2026-01-10")) == .expired)
  }

  @Test func aMonthFromTheThirtyFirstEndsWithTheShorterMonth() throws {
    let contract = try signed("2025-01-31", months: 1)
    #expect(contract.period.until == (try Sample.day("2025-02-28")))
  }

  @Test func aTransferLeavesNoDayBetweenAndNoneTwice() throws {
    let contract = try signed()
    let day = try Sample.day("2025-01-20")
    let (closed, opened) = try contract.transferred(
      to: Sample.team(2), doctorID: nil, newID: "C2", on: day, reason: .residentRequest, note: "",
      today: Sample.day("2025-01-15"), rules: rules)
    #expect(closed.contract.period.until == opened.contract.period.from)
    #expect(closed.contract.state(on: day) == .transferred)
    #expect(closed.contract.state(on: try day.adding(days: -1)) == .active)
    #expect(opened.contract.state(on: day) == .active)
    #expect(opened.contract.period.until == contract.period.until)
    #expect(opened.contract.agreedUntil == contract.agreedUntil)
    #expect(opened.contract.fee == contract.fee)
    #expect(closed.contract.successorID == "C2")
    #expect(opened.contract.predecessorID == "C1")
    let days = closed.contract.period.dayCount + opened.contract.period.dayCount
    #expect(days == contract.period.dayCount)
  }

  @Test func aRenewalStartsWhereTheContractEndsAndOnlyWithinItsWindow() throws {
    let contract = try signed()
    func renew(_ today: String) throws -> (ended: ContractChange, opened: ContractChange) {
      try contract.renewed(
        newID: "C2", terms: Sample.terms(), today: Sample.day(today), rules: rules, note: "")
    }
    let (ended, opened) = try renew("2025-12-02")
    #expect(opened.contract.period == (try Sample.interval("2026-01-01", "2027-01-01")))
    #expect(ended.contract.state(on: try Sample.day("2025-12-31")) == .active)
    #expect(ended.contract.state(on: try Sample.day("2026-01-01")) == .renewed)
    #expect(code { _ = try renew("2025-12-01") } == "CONTRACT_RENEWAL_WINDOW")
    #expect(code { _ = try renew("2026-01-01") } == "CONTRACT_RENEWAL_WINDOW")
  }

  @Test func aWithdrawnRenewalLeavesTheContractToExpireOrEnd() throws {
    let contract = try signed()
    let today = try Sample.day("2025-12-10")
    let ended = try contract.renewed(
      newID: "C2", terms: Sample.terms(), today: today, rules: rules, note: ""
    ).ended.contract
    func terminate(_ contract: FamilyContract) throws {
      _ = try contract.terminated(
        on: Sample.day("2025-12-20"), reason: .movedAway, note: "", today: today, rules: rules)
    }
    #expect(code { try terminate(ended) } == "CONTRACT_STATE")
    let alone = try ended.withdrawingRenewal().contract
    #expect(alone == contract)
    try terminate(alone)
  }

  @Test func endingAContractOnItsFirstDayLeavesNoDay() throws {
    let change = try signed().terminated(
      on: Sample.day("2025-01-01"), reason: .enteredInError, note: "",
      today: Sample.day("2025-01-02"), rules: rules)
    #expect(change.contract.period.isEmpty)
    #expect(!change.contract.occupiesDays)
    for text in ["2024-12-31", "2025-01-01", "2025-06-01"] {
      #expect(change.contract.state(on: try Sample.day(text)) == .terminated)
    }
  }

  @Test(arguments: [
    (nil, "", "CONTRACT_REASON_INVALID"), (ContractReason.panelFull, "", "CONTRACT_REASON_INVALID"),
    (.other, " ", "CONTRACT_NOTE_MISSING"),
  ])
  func aTerminationNeedsAFittingReason(
    reason: ContractReason?, note: String, expected: String
  ) throws {
    let contract = try signed()
    #expect(
      code {
        _ = try contract.terminated(
          on: Sample.day("2025-01-10"), reason: reason, note: note,
          today: Sample.day("2025-01-10"), rules: rules)
      } == expected)
  }

  @Test func daysOutOfReachAreRefused() throws {
    let contract = try signed()
    func terminate(_ day: String, _ reason: ContractReason) -> String? {
      code {
        _ = try contract.terminated(
          on: Sample.day(day), reason: reason, note: "", today: Sample.day("2025-06-01"),
          rules: rules)
      }
    }
    #expect(terminate("2024-12-31", .deceased) == "CONTRACT_LAST_DAY")
    #expect(terminate("2026-01-01", .movedAway) == "CONTRACT_LAST_DAY")
    #expect(terminate("2025-04-30", .movedAway) == "CONTRACT_LAST_DAY")
    #expect(terminate("2025-05-01", .movedAway) == nil)
    // A death may be reported late.
    #expect(terminate("2025-02-01", .deceased) == nil)
    #expect(code { _ = try signed("2024-11-30") } == "CONTRACT_FIRST_DAY")
    #expect(code { _ = try signed("2026-01-03") } == "CONTRACT_FIRST_DAY")
  }

  @Test func aDraftIsSignedOrRefusedOnce() throws {
    let today = try Sample.day("2025-01-01")
    let draft = try FamilyContract.drafted(
      id: "C1", terms: Sample.terms(), today: today, rules: rules, note: ""
    ).contract
    #expect(draft.state(on: today) == .draft)
    #expect(!draft.occupiesDays)
    let refused = try draft.refused(reason: .outOfArea, note: "", today: today).contract
    #expect(refused.state(on: today) == .refused)
    let signed = try draft.signed(terms: Sample.terms(), today: today, rules: rules, note: "")
      .contract
    #expect(signed.state(on: today) == .active)
    for contract in [refused, signed] {
      #expect(
        code { _ = try contract.refused(reason: .outOfArea, note: "", today: today) }
          == "CONTRACT_STATE")
    }
  }

  @Test func theDeadTheUnbornAndUnknownDoctorsSignNothing() throws {
    var terms = try Sample.terms()
    terms.resident.deceasedOn = terms.validFrom
    #expect(code { try sign(terms) } == "RESIDENT_NOT_LIVING")
    terms = try Sample.terms()
    terms.resident.birthday = try Sample.day("2025-01-02")
    #expect(code { try sign(terms) } == "RESIDENT_NOT_LIVING")
    terms = try Sample.terms()
    // A nurse has no panel.
    terms.doctorID = "T1-N"
    #expect(code { try sign(terms) } == "TEAM_DOCTOR_MISSING")
    terms = try Sample.terms()
    terms.package.validUntil = terms.validFrom
    #expect(code { try sign(terms) } == "PACKAGE_NOT_OFFERED")
  }

  private func sign(_ terms: ContractTerms) throws {
    _ = try FamilyContract.signed(
      id: "C", terms: terms, today: Sample.day("2025-01-01"), rules: rules, note: "")
  }
}

/// The code of the problem that the body throws; nil when it throws none.
func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return (error as? Problem)?.code ?? "\(error)"
  }
}
