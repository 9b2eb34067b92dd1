import ContractingDomain
import ContractingStorage
import Dispatch
import Privacy
import Quantities
import Store
import Tabular

/// A region in a database of its own, in a folder that goes with the value.
final class TemporaryRegion: Sendable {
  private let home: TemporaryFolder
  let database: Database
  let vault: IdentityVault

  var folder: String { home.path }

  init() throws {
    home = try TemporaryFolder()
    database = try Database.open(
      path: home.path + "/contracting.sqlite", migrations: ContractingSchema.migrations)
    vault = IdentityVault(scope: ResidentTable.vaultScope, keys: try .random())
  }

  deinit {
    // Closing waits for readers, and these wait for the few threads that tests run on.
    DispatchQueue.global().async { [database, home] in
      try? database.close()
      withExtendedLifetime(home) {}
    }
  }

  /// Imports a file of residents.
  @discardableResult
  func importResidents(_ text: String) async throws -> ImportSummary {
    let bytes = Array(text.utf8)
    return try await RowImport.residents(vault: vault).run(
      MemorySource(bytes), sha256: SHA256Digest(of: bytes).description, into: database)
  }

  /// Imports a file of teams.
  @discardableResult
  func importTeams(_ text: String) async throws -> ImportSummary {
    let bytes = Array(text.utf8)
    return try await RowImport<TeamEntry>.teams.run(
      MemorySource(bytes), sha256: SHA256Digest(of: bytes).description, into: database)
  }

  /// Residents `R000001 …`, teams `T1 …` with leader and doctor each, and packages of these months.
  func populate(residents: Int, teams: Int, months: [Int] = [12]) async throws {
    try await importResidents(Self.residentFile(residents))
    try await importTeams(Self.teamFile(teams))
    try await database.write { transaction in
      for months in months {
        _ = try PackageTable.put(
          Sample.package(code: "P\(months)", months: months), in: transaction)
      }
    }
  }

  static func residentFile(_ count: Int) throws -> String {
    var lines = ["证件号码,姓名,地区编码,居民编号,险种,人群"]
    for number in 1...count {
      let born = number % 4 == 0 ? "19400615" : "19850615"
      let groups = number % 3 == 0 ? "hypertension" : ""
      let identity = try Sample.identity(number, born: born).revealed
      lines.append(
        "\(identity),居民\(number),152201001001,\(Sample.residentID(number)),390,\(groups)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func teamFile(_ count: Int) -> String {
    var lines = ["团队编码,团队名称,机构编码,机构名称,地区编码,医生编码,医生姓名,角色,加入日期"]
    for number in 1...count {
      let team = "T\(number),团队\(number),H\((number + 1) / 2),卫生院,152201001"
      lines.append("\(team),T\(number)-L,队长,团队长,2020-01-01")
      lines.append("\(team),T\(number)-D,医生,家庭医生,2020-01-01")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Runs a body with the region's book on a day.
  @discardableResult
  func book<T: Sendable>(
    _ today: String, rules: SigningRules = SigningRules(),
    _ body: @Sendable (ContractBook) throws -> T
  ) async throws -> T {
    let day = try Sample.day(today)
    return try await database.write { transaction in
      try body(
        ContractBook(
          transaction, rules: rules, today: day, actor: "test",
          now: Timestamp(milliseconds: 0)))
    }
  }

  static func application(
    _ resident: Int, team: Int = 1, doctor: String? = nil, package: String = "P12",
    from: String = "2025-01-01"
  ) throws -> ContractBook.Application {
    ContractBook.Application(
      residentID: Sample.residentID(resident), teamID: "T\(team)", doctorID: doctor,
      packageCode: package, validFrom: try Sample.day(from), feeGroup: nil)
  }

  /// Every contract there is.
  func contracts() throws -> [FamilyContract] {
    try database.readSync { connection in
      var filter = FamilyContractTable.Filter(asOf: try Sample.day("2025-01-01"))
      filter.state = nil
      return try FamilyContractTable.list(filter, after: "", limit: 1_000_000, in: connection).items
    }
  }
}

/// The code of the problem that the body throws; nil when it throws none.
func code(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? Problem)?.code ?? "\(error)"
  }
}
