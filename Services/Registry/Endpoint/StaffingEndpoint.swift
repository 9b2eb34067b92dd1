import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// People, teams, grids and village clinics held against the rules, over the mesh.
struct StaffingEndpoint: RegistryStaffing {
  let desk: RegistryDesk

  func countStaff(
    _ request: Registry.CountStaffRequest, context: ServerContext
  ) async throws -> Registry.CountStaffResponse {
    let scope = try StaffScope(request.scope)
    return try await ask(request.asOf) { day, knowledge, reader in
      let places = try scope.institutions(on: day, reader, knowledge)
      let count = try StaffCount(of: Set(places.map(\.code)), on: day, knowledge)
      return try Registry.CountStaffResponse(count, names: places)
    }
  }

  func checkStaffing(
    _ request: Registry.CheckStaffingRequest, context: ServerContext
  ) async throws -> Registry.CheckStaffingResponse {
    let scope = try StaffScope(request.scope)
    return try await ask(request.asOf) { day, knowledge, reader in
      let reports = try scope.institutions(on: day, reader, knowledge)
        .map { try StaffingReport($0, on: day, knowledge) }
      let consortium = try scope.consortium(on: day, reader)
      return Registry.CheckStaffingResponse(reports, consortium: consortium, knowledge.rules)
    }
  }

  func checkPromotion(
    _ request: Registry.CheckPromotionRequest, context: ServerContext
  ) async throws -> Registry.CheckPromotionResponse {
    let reading = try PersonReading(context, purpose: request.purpose)
    let code = try RegistryCode(parsing: request.practitioner)
    let title = try ProfessionalTitle.read(request.title)
    let check = try await ask(request.asOf) { day, knowledge, reader in
      guard let person = try reader.practitioner(code, on: day) else {
        throw Problem.unknownFact(code.text, on: day)
      }
      return try PromotionCheck(person.fact, to: title, on: day, knowledge)
    }
    try await reading.record([code.text], asked: "practitioner", desk)
    return Registry.CheckPromotionResponse(
      cityDoctor: check.isCityDoctor, baseDays: UInt32(clamping: check.base.days),
      baseYears: UInt32(clamping: check.base.years),
      findings: check.findings.map(\.findingMessage))
  }

  func findPractitioner(
    _ request: Registry.FindPractitionerRequest, context: ServerContext
  ) async throws -> Registry.RegisterEntry {
    let reading = try PersonReading(context, purpose: request.purpose)
    let number = try ResidentIdentityNumber(parsing: request.idNumber)
    let day = try desk.asOf(request.asOf).day
    let vault = desk.vault
    let found: Version<Practitioner>? = try await desk.read { reader in
      guard let owner = try reader.owner(of: number, in: vault) else { return nil }
      return try reader.practitioner(RegistryCode(parsing: owner), on: day)
    }
    try await reading.record([found].compactMap { $0 }, asked: "id_number", desk)
    guard let found else { throw Problem.unknownFact(number.description, on: day) }
    return Registry.RegisterEntry(found)
  }

  func checkTeams(
    _ request: Registry.AreaCheckRequest, context: ServerContext
  ) async throws -> Registry.CheckTeamsResponse {
    let area = try Self.area(request.area)
    return try await ask(request.asOf) { day, knowledge, _ in
      Registry.CheckTeamsResponse(
        teams: try TeamCheck.teams(in: area, on: day, knowledge).map { Registry.TeamCheck($0) })
    }
  }

  func checkGrids(
    _ request: Registry.AreaCheckRequest, context: ServerContext
  ) async throws -> Registry.CheckGridsResponse {
    let area = try Self.area(request.area)
    return try await ask(request.asOf) { day, knowledge, _ in
      Registry.CheckGridsResponse(try GridReport(in: area, on: day, knowledge))
    }
  }

  func checkClinics(
    _ request: Registry.AreaCheckRequest, context: ServerContext
  ) async throws -> Registry.CheckClinicsResponse {
    let area = try Self.area(request.area)
    return try await ask(request.asOf) { day, knowledge, _ in
      Registry.CheckClinicsResponse(
        clinics: try ClinicReview(in: area, on: day, knowledge).clinics.map {
          Registry.ClinicCheck($0)
        })
    }
  }

  func planClinics(
    _ request: Registry.PlanClinicsRequest, context: ServerContext
  ) async throws -> Registry.PlanClinicsResponse {
    let area = try AreaCode(parsing: request.area)
    return try await ask(request.asOf) { day, knowledge, _ in
      guard try knowledge.area(area, on: day) != nil else {
        throw Problem.unknownFact("\(area)", on: day)
      }
      return Registry.PlanClinicsResponse(try ClinicPlan(in: area, on: day, knowledge))
    }
  }

  /// Asks one snapshot about one day.
  private func ask<T: Sendable>(
    _ asOf: Registry.AsOf?,
    _ body: @Sendable (Day, RegistryReader.Knowledge, RegistryReader) throws -> T
  ) async throws -> T {
    let day = try desk.asOf(asOf).day
    let rules = desk.rules
    return try await desk.read {
      try body(day, RegistryReader.Knowledge($0, rules: rules), $0)
    }
  }

  private static func area(_ text: String) throws(Problem) -> AreaCode? {
    text.isEmpty ? nil : try AreaCode(parsing: text)
  }
}
