import Contract
import Mesh
import Messages
import Quantities

/// Gathers all that the mesh knows of one institution (机构档案).
public struct InstitutionFileView: Sendable {
  private let peers: ServicePeers
  private let gathering: SectionGathering

  /// - Parameters:
  ///   - caller: metadata that tells the services who asks.
  ///   - now: the moment as UTC text, for the stamps of the sections.
  public init(peers: ServicePeers, caller: Metadata, now: @escaping @Sendable () -> String) {
    self.peers = peers
    gathering = SectionGathering(now: now, caller: caller)
  }

  /// - Throws: `GATEWAY_INSTITUTION_MISSING` when no code is given; what the services lack or refuse
  ///   is in the sections.
  public func file(
    _ request: Gateway.InstitutionFileRequest
  ) async throws(Problem) -> Gateway.InstitutionFile {
    guard !request.code.isEmpty else {
      throw Problem(
        .invalidInput, "GATEWAY_INSTITUTION_MISSING", zh: "缺少机构代码。",
        en: "The institution's code is missing.",
        remedyZh: "请给出医保代码或登记代码。", remedyEn: "Give its insurance or registry code.")
    }
    async let profile = profile(request)
    async let settlement = settlement(request)
    async let contracts = contracts(request)
    async let indicators = indicators(request)

    var file = Gateway.InstitutionFile()
    file.code = request.code
    file.asOf = request.asOf
    file.profile = await profile
    file.settlement = await settlement
    file.contracts = await contracts
    file.indicators = await indicators
    return file
  }

  private func profile(_ request: Gateway.InstitutionFileRequest) async -> Gateway.ProfileSection {
    var day = Registry.AsOf()
    day.day = request.asOf
    let asOf = day
    let section = await gathering.section(of: peers.registry) { client, options in
      var wanted = Registry.GetInstitutionRequest()
      wanted.code = request.code
      wanted.asOf = asOf
      let found = try await RegistryInstitutionsClient(client: client)
        .getInstitution(wanted, options: options)
      var profile = Gateway.ProfileSection()
      profile.institution = found.institution
      if let code = found.consortia.first {
        var consortium = Registry.GetConsortiumRequest()
        consortium.code = code
        consortium.asOf = asOf
        profile.consortium = try await RegistryConsortiaClient(client: client)
          .getConsortium(consortium, options: options).consortium
      }
      return profile
    }
    var profile = section.content ?? Gateway.ProfileSection()
    profile.status = section.status
    return profile
  }

  private func settlement(
    _ request: Gateway.InstitutionFileRequest
  ) async -> Gateway.SettlementSection {
    let section = await gathering.section(of: peers.dip) { client, options in
      var wanted = Dip.GetStatementRequest()
      wanted.region = request.region
      wanted.period = request.period
      wanted.institutionCode = request.code
      let statement = try await DipSettlementClient(client: client)
        .getStatement(wanted, options: options)
      guard !statement.rows.isEmpty else { return nil as Gateway.SettlementSection? }
      var settlement = Gateway.SettlementSection()
      settlement.run = statement.run
      settlement.rows = statement.rows
      return settlement
    }
    var settlement = section.content ?? Gateway.SettlementSection()
    settlement.status = section.status
    return settlement
  }

  private func contracts(
    _ request: Gateway.InstitutionFileRequest
  ) async -> Gateway.ContractsSection {
    let section = await gathering.section(of: peers.contracting) { client, options in
      var wanted = Contracting.SummarizeInstitutionRequest()
      wanted.institutionCode = request.code
      wanted.asOf = request.asOf
      let summary = try await FamilyContractsClient(client: client)
        .summarizeInstitution(wanted, options: options)
      return summary.teams == 0 ? nil : summary as Contracting.InstitutionSummary?
    }
    var contracts = Gateway.ContractsSection()
    contracts.summary = section.content
    contracts.status = section.status
    return contracts
  }

  private func indicators(
    _ request: Gateway.InstitutionFileRequest
  ) async -> Gateway.IndicatorsSection {
    let section = await gathering.section(of: peers.indicators) { client, options in
      var wanted = Indicators.EvaluateRequest()
      wanted.subject = request.code
      wanted.period = request.period.isEmpty ? String(request.asOf.prefix(4)) : request.period
      // Without a period there is nothing to judge; the section is empty, not wrong.
      guard !wanted.period.isEmpty else { return nil as [Indicators.Evaluation]? }
      let evaluations = try await IndicatorTargetsClient(client: client)
        .evaluate(wanted, options: options).evaluations
      return evaluations.isEmpty ? nil : evaluations
    }
    var indicators = Gateway.IndicatorsSection()
    indicators.evaluations = section.content ?? []
    indicators.status = section.status
    return indicators
  }
}
