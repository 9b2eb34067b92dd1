import Contract
import LocalMesh
import Mesh
import Messages
import Quantities
import Testing

extension MeshProcessTests {
  @Test(
    "Institutions opened while registry or gateway is killed are there once",
    arguments: [MeshProcess.registry, .gateway])
  func openedInstitutionsSurvive(_ killed: MeshProcess) async throws {
    try await RunningMesh.with { mesh in
      for (method, name) in [
        (RegistryAreasMethods.importAreas, "areas.csv"),
        (RegistryInstitutionsMethods.importInstitutions, "institutions.csv"),
      ] {
        _ = try await SampleUpload.send(
          SampleData.file("registry/demo/\(name)"), to: method, mesh.gateway)
      }
      let institutions = RegistryInstitutionsClient(client: mesh.gateway)
      let count = 120
      let opened = try await InterruptedWork(mesh: mesh, process: killed, pieces: count).run {
        number, options in
        try await institutions.openInstitution(
          Registry.OpenInstitutionRequest(institution: Self.clinic(number)), options: options)
      }
      var clinics: [Registry.Institution] = []
      var page = Registry.ListInstitutionsRequest(query: "试验诊所", pageSize: 1000)
      repeat {
        let answer = try await institutions.listInstitutions(page)
        clinics += answer.institutions
        page.pageToken = answer.nextPageToken
      } while !page.pageToken.isEmpty
      #expect(clinics.map(\.code).sorted() == (0..<count).map { Self.clinic($0).code }.sorted())
      // Each change has its own number, and each was told once.
      #expect(Set(opened.values.map(\.recorded)).count == count)
      let events = try await Self.events("registry.institution.opened", of: .registry, mesh)
      #expect(events.map(\.subject).count == count)
      let told = try events.flatMap { try Registry.RegistryChange(encoded: $0.payload).codes }
      #expect(told.sorted() == (0..<count).map { Self.clinic($0).code }.sorted())
    }
  }

  private static func clinic(_ number: Int) -> Registry.Institution {
    Registry.Institution(
      code: "TRY-\(1000 + number)", name: "试验诊所\(1000 + number)", kind: .clinic,
      ownership: .privateForProfit, area: "990121",
      validity: Registry.Validity(validFrom: "2024-09-01"))
  }

  @Test("Observations recorded while indicators is killed are there once")
  func recordedObservationsSurvive() async throws {
    try await RunningMesh.with { mesh in
      _ = try await IndicatorDefinitionsClient(client: mesh.gateway).putElements(
        Indicators.PutElementsRequest(elements: [
          Indicators.Element(
            code: "visits", name: Common.Bilingual(zh: "诊疗人次", en: "visits"), unit: "人次",
            timeAggregation: .sum, additiveOverAreas: true)
        ]))
      let observations = IndicatorObservationsClient(client: mesh.gateway)
      let count = 120
      _ = try await InterruptedWork(mesh: mesh, process: .indicators, pieces: count).run {
        number, options in
        // One subject and period: a piece done twice would be one version more.
        try await observations.record(
          Indicators.RecordObservationsRequest(observations: [
            Indicators.Observation(
              element: "visits", subject: "990121", period: "2025", value: "\(number + 1)",
              reporter: "clerk")
          ]), options: options)
      }
      let history = try await observations.list(
        Indicators.ListObservationsRequest(
          element: "visits", subject: "990121", withHistory: true, pageSize: 1000))
      #expect(
        history.observations.compactMap { Int($0.value) }.sorted() == Array(1...count))
      #expect(Set(history.observations.map(\.version)).count == count)
    }
  }

  @Test("Contracts signed while contracting is killed are there once")
  func signedContractsSurvive() async throws {
    try await RunningMesh.with { mesh in
      _ = try await SampleUpload.send(
        SampleData.file("contracting/demo/teams.csv"), to: ContractingTeamsMethods.import,
        mesh.gateway)
      let file = try SampleData.file("contracting/demo/residents.csv")
      _ = try await SampleUpload.send(file, to: ContractingResidentsMethods.import, mesh.gateway)
      _ = try await ContractingPackagesClient(client: mesh.gateway).put(
        Contracting.PutPackagesRequest(
          document: String(decoding: SampleData.file("contracting/packages.yaml"), as: UTF8.self)))
      let residents = String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst()
        .prefix(100).map { String($0.prefix { $0 != "," }) }
      let contracts = FamilyContractsClient(client: mesh.gateway)
      let signed = try await InterruptedWork(
        mesh: mesh, process: .contracting, pieces: residents.count
      ).run { number, options in
        try await contracts.sign(
          Contracting.SignContractRequest(
            residentId: residents[number], teamId: "T990102006-1", packageCode: "BASIC",
            feeGroup: "general"), options: options)
      }
      for (number, resident) in residents.enumerated() {
        let kept = try await contracts.list(Contracting.ListContractsRequest(residentId: resident))
        // A list leaves the steps of the contracts out.
        var expected = try #require(signed[number])
        expected.steps = []
        #expect(kept.contracts == [expected])
      }
      let panel = try await ContractingTeamsClient(client: mesh.gateway).getPanel(
        Contracting.GetPanelRequest(doctorId: try #require(signed[0]).doctorId))
      #expect(panel.used == UInt32(residents.count))
      let events = try await Self.events("contracting.contract.signed", of: .contracting, mesh)
      #expect(events.count == residents.count)
    }
  }

  /// All events of a kind that a process recorded.
  private static func events(
    _ kind: String, of process: MeshProcess, _ mesh: RunningMesh
  ) async throws -> [Common.Event] {
    let client = try mesh.client(of: process)
    defer { client.close() }
    var events: [Common.Event] = []
    for try await event in try await EventsClient(client: client).subscribe(
      Common.SubscribeRequest(stopAtEnd: true, kinds: [kind]))
    {
      events.append(event)
    }
    return events
  }
}
