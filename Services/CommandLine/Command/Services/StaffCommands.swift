import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// Which institutions a command about people means.
struct StaffScopeOptions: ParsableArguments {
  @Option(help: "Institutions of this area and below it.") var area = ""
  @Option(help: "Members of this consortium.") var consortium = ""
  @Option(help: "One institution.") var institution = ""
  @Option(help: "Day, for example 2025-03-31; by default today.") var asOf = ""

  var scope: Registry.StaffScope {
    Registry.StaffScope(area: area, consortium: consortium, institution: institution)
  }

  var day: Registry.AsOf { Registry.AsOf(day: asOf) }
}

/// `healthmesh registry staff …`: head counts, posts, promotions.
struct StaffCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff", abstract: "People: counts, posts, promotions (卫生人员).",
    subcommands: [Count.self, Posts.self, Promotion.self, Find.self])

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Heads, each counted once, and full-time equivalents (人员统计).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: StaffScopeOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).countStaff(
        Registry.CountStaffRequest(scope: options.scope, asOf: options.day))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.counts(answer))
    }
  }

  struct Posts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Approved posts, title posts and the rules about them (编制与岗位).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: StaffScopeOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).checkStaffing(
        Registry.CheckStaffingRequest(scope: options.scope, asOf: options.day))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.posts(answer))
    }
  }

  struct Promotion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whether a doctor served long enough at the base to be promoted (晋升核查).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Code of the practitioner.") var practitioner: String
    @Argument(help: "The title to be given, for example 中级.") var title: String
    @Option(help: "Why: goes to the access log.") var purpose: String
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).checkPromotion(
        Registry.CheckPromotionRequest(
          practitioner: practitioner, title: title, asOf: Registry.AsOf(day: asOf),
          purpose: purpose))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.promotion(answer))
    }
  }

  struct Find: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The practitioner with an ID number, read from standard input (按身份证号查找).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Why: goes to the access log.") var purpose: String
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      // From standard input, so that no history of commands keeps it.
      let number = readLine() ?? ""
      let client = try connection.client()
      defer { client.close() }
      let entry = try await RegistryStaffingClient(client: client).findPractitioner(
        Registry.FindPractitionerRequest(
          idNumber: number, asOf: Registry.AsOf(day: asOf), purpose: purpose))
      if connection.output.json { return Terminal.line(try entry.jsonText()) }
      Terminal.line(try await RegisterText.of("practitioners", client).sheet(entry))
    }
  }
}

/// Which area a check means.
struct AreaCheckOptions: ParsableArguments {
  @Option(help: "Only in this area and below it.") var area = ""
  @Option(help: "Day, for example 2025-03-31; by default today.") var asOf = ""

  var request: Registry.AreaCheckRequest {
    Registry.AreaCheckRequest(area: area, asOf: Registry.AsOf(day: asOf))
  }
}

/// `healthmesh registry teams check`.
struct TeamCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teams", abstract: "Family-doctor teams (家庭医生团队).", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Doctors of teams, and hospital doctors who joined (M11).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaCheckOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).checkTeams(options.request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.teams(answer))
    }
  }
}

/// `healthmesh registry grids check`.
struct GridCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grids", abstract: "Health-management grids (健康管理网格).",
    subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What grids lack, and villages without one (M12).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaCheckOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).checkGrids(options.request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.grids(answer))
    }
  }
}

/// `healthmesh registry clinics check|plan`.
struct ClinicCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinics", abstract: "Village clinics (村卫生室).",
    subcommands: [Check.self, Plan.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Doctors, dispatches and public ownership of village clinics (M24, M63).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaCheckOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).checkClinics(options.request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.clinics(answer))
    }
  }

  struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Which villages may run a clinic jointly, which not and why (M22, M23).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The area to plan for.") var area: String
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryStaffingClient(client: client).planClinics(
        Registry.PlanClinicsRequest(area: area, asOf: Registry.AsOf(day: asOf)))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(StaffText.plan(answer))
    }
  }
}

/// `healthmesh registry counties AREA`: the consortia of counties against the rules.
struct CountiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counties",
    abstract: "The rules M24 to M30 against the consortia of every county (县域医共体核查).")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "A county, or an area with counties.") var area: String
  @Option(help: "Day; by default today.") var asOf = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await RegistryConsortiaClient(client: client).checkCounties(
      Registry.CheckCountiesRequest(area: area, asOf: Registry.AsOf(day: asOf)))
    guard !answer.counties.isEmpty else {
      throw Problem(
        .notFound, "CLI_NO_COUNTIES", zh: "\(area) 不是县，也没有下属的县。",
        en: "\(area) is no county and has none.",
        remedyZh: "请核对代码（healthmesh registry areas list）。",
        remedyEn: "Check the code with `healthmesh registry areas list`.")
    }
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    Terminal.line(StaffText.counties(answer))
  }
}
