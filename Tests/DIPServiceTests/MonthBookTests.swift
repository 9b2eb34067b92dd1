import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Months and the year that takes them")
struct MonthBookTests {
  @Test("A month is settled once; the year takes advances and deposits of its months")
  func year() async throws {
    let service = try await ServiceUnderTest.books(600, seed: 41)
    defer { service.close() }
    var statements: [Dip.MonthStatement] = []
    for month in ["2025-01", "2025-02"] {
      let answer = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: month))
      let statement = try #require(answer.statement)
      #expect(!answer.unchanged && statement.month == month && !statement.rows.isEmpty)
      #expect(statement.advanceFen == statement.rows.reduce(0) { $0 + $1.advanceFen })
      #expect(statement.advanceFen - statement.depositFen == statement.paymentFen)
      statements.append(statement)
    }
    #expect(statements.allSatisfy { $0.advanceFen > 0 && $0.depositFen > 0 })
    let list = try #require(
      try await service.inpatientLists(400).first {
        $0.discharge.day.description.hasPrefix("2025-01")
      })
    try await service.correct(list, by: 100)
    let again = try await service.months.settleMonth(
      Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-01"))
    #expect(again.unchanged && again.inputsChanged && again.statement == statements[0])
    await CallerScopeTests.expect(.failedPrecondition, "DIP_MONTH_LATE") {
      _ = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-01"))
      _ = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-04"))
      _ = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-03"))
    }

    let april = try await service.months.getMonth(
      Dip.GetMonthRequest(region: ServiceUnderTest.region, month: "2025-04"))
    statements.append(april)
    let (run, _) = try await service.settle()
    #expect(run.months == ["2025-01", "2025-02", "2025-04"])
    let rows = try await service.statement(run.runId).rows
    for row in rows {
      let months = statements.flatMap(\.rows).filter {
        $0.institutionCode == row.institutionCode && $0.insuranceType == row.insuranceType
      }
      #expect(row.prepaidFen == months.reduce(0) { $0 + $1.advanceFen })
      #expect(row.depositFen == months.reduce(0) { $0 + $1.depositFen })
      #expect(row.balanceFen == row.dueFen - row.prepaidFen + row.depositFen)
    }
    #expect(
      try await service.months.listMonths(
        Dip.ListMonthsRequest(region: ServiceUnderTest.region, year: "2025")
      ).statements.map(\.month) == ["2025-01", "2025-02", "2025-04"])
  }

  @Test("Advances of the sheet and of the months are never counted together")
  func twice() async throws {
    let service = try await ServiceUnderTest.books(300, seed: 42)
    defer { service.close() }
    _ = try await service.months.settleMonth(
      Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-01"))
    var sheet = try await service.funds.getFunds(
      Dip.GetFundsRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year))
    let code = try #require(try ServiceUnderTest.sampleInstitutions().first).code
    sheet.institutions = [
      Dip.InstitutionFund(
        institutionCode: code, insuranceType: .employee, prepaidFen: 12_345)
    ]
    _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    await CallerScopeTests.expect(.failedPrecondition, "DIP_ADVANCES_TWICE") {
      _ = try await service.settle()
    }
    sheet.advances = .months
    await CallerScopeTests.expect(.invalidArgument, "DIP_FUNDS_INVALID") {
      _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    }
    sheet.advances = .sheet
    _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    let (run, _) = try await service.settle()
    #expect(run.months.isEmpty)
    let rows = try await service.statement(run.runId).rows
    #expect(rows.reduce(0) { $0 + $1.prepaidFen } == 12_345)
  }

  @Test("A hospital sees its own rows of a month")
  func hospital() async throws {
    let service = try await ServiceUnderTest.books(300, seed: 43)
    defer { service.close() }
    let answer = try await service.months.settleMonth(
      Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-05"))
    let own = try #require(answer.statement?.rows.first).institutionCode
    let hospital = try service.seen(by: own, ["hospital", "institution:\(own)"])
    defer { hospital.close() }
    let seen = try await hospital.months.getMonth(
      Dip.GetMonthRequest(region: ServiceUnderTest.region, month: "2025-05"))
    #expect(Set(seen.rows.map(\.institutionCode)) == [own] && seen.advanceFen == 0)
    await CallerScopeTests.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await hospital.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-06"))
    }
  }
}
