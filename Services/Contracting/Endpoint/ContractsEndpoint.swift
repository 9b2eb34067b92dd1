import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Store

/// Contracts over the mesh.
struct ContractsEndpoint: FamilyContracts {
  let region: Region

  // MARK: Writes

  func draft(
    _ request: Contracting.DraftContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    let application = ContractBook.Application(
      residentID: try Field.required(request.residentId, "resident_id"),
      teamID: try Field.required(request.teamId, "team_id"),
      doctorID: request.doctorId.isEmpty ? nil : request.doctorId,
      packageCode: try Field.required(request.packageCode, "package_code"),
      validFrom: try region.day(request.validFrom, "valid_from"), feeGroup: nil)
    let id = region.identifiers.next()
    return try await change(request, context) { book in
      try book.draft(application, id: id, note: request.note)
    }
  }

  func sign(
    _ request: Contracting.SignContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    guard request.contractId.isEmpty else {
      try Self.checkOnlyDraft(request)
      return try await change(request, context) { book in
        try book.signDraft(request.contractId, note: request.note)
      }
    }
    let application = ContractBook.Application(
      residentID: try Field.required(request.residentId, "resident_id"),
      teamID: try Field.required(request.teamId, "team_id"),
      doctorID: request.doctorId.isEmpty ? nil : request.doctorId,
      packageCode: try Field.required(request.packageCode, "package_code"),
      validFrom: try region.day(request.validFrom, "valid_from"),
      feeGroup: try Field.code(request.feeGroup, "fee_group"))
    let id = region.identifiers.next()
    return try await change(request, context) { book in
      try book.sign(application, id: id, note: request.note)
    }
  }

  func refuse(
    _ request: Contracting.RefuseContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    let id = try Field.required(request.contractId, "contract_id")
    let reason: ContractReason? = try request.reason.code("reason")
    return try await change(request, context) { book in
      try book.refuse(id, reason: reason, note: request.note)
    }
  }

  func terminate(
    _ request: Contracting.TerminateContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    let id = try Field.required(request.contractId, "contract_id")
    let reason: ContractReason? = try request.reason.code("reason")
    let day = try dayOrTomorrow(request.effectiveOn)
    return try await change(request, context) { book in
      try book.terminate(id, on: day, reason: reason, note: request.note)
    }
  }

  func transfer(
    _ request: Contracting.TransferContractRequest, context: ServerContext
  ) async throws -> Contracting.TransferContractResponse {
    let id = try Field.required(request.contractId, "contract_id")
    let team = try Field.required(request.teamId, "team_id")
    let doctor = request.doctorId.isEmpty ? nil : request.doctorId
    let reason: ContractReason? = try request.reason.code("reason")
    let day = try dayOrTomorrow(request.effectiveOn)
    let newID = region.identifiers.next()
    let today = try region.clock.today()
    return try await region.write(request, context) { transaction, now in
      let (closed, opened) = try book(transaction, today, context, now).transfer(
        id, to: team, doctorID: doctor, newID: newID, on: day, reason: reason,
        note: request.note)
      return Contracting.TransferContractResponse(
        closed: try record(closed, on: today, at: now, in: transaction),
        opened: try record(opened, on: today, at: now, in: transaction))
    }
  }

  func renew(
    _ request: Contracting.RenewContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    let id = try Field.required(request.contractId, "contract_id")
    let package = request.packageCode.isEmpty ? nil : request.packageCode
    let newID = region.identifiers.next()
    let today = try region.clock.today()
    return try await region.write(request, context) { transaction, now in
      let (ended, opened) = try book(transaction, today, context, now).renew(
        id, packageCode: package, newID: newID, note: request.note)
      _ = try record(ended, on: today, at: now, in: transaction)
      return try record(opened, on: today, at: now, in: transaction)
    }
  }

  // MARK: Reads

  func get(
    _ request: Contracting.GetContractRequest, context: ServerContext
  ) async throws -> Contracting.FamilyContract {
    let day = try region.day(request.asOf, "as_of")
    let id = try Field.required(request.contractId, "contract_id")
    return try await region.database.read { connection in
      Contracting.FamilyContract(
        try FamilyContractTable.get(id, in: connection), on: day,
        steps: try FamilyContractTable.steps(of: id, in: connection))
    }
  }

  func list(
    _ request: Contracting.ListContractsRequest, context: ServerContext
  ) async throws -> Contracting.ListContractsResponse {
    let limit = try Field.pageSize(request.pageSize)
    let filter = try filter(request)
    let page = try await region.database.read {
      try FamilyContractTable.list(filter, after: request.pageToken, limit: limit, in: $0)
    }
    return Contracting.ListContractsResponse(
      contracts: page.items.map { Contracting.FamilyContract($0, on: filter.asOf) },
      nextPageToken: page.next ?? "")
  }

  func summarizeInstitution(
    _ request: Contracting.SummarizeInstitutionRequest, context: ServerContext
  ) async throws -> Contracting.InstitutionSummary {
    let day = try region.day(request.asOf, "as_of")
    let institution = try Field.required(request.institutionCode, "institution_code")
    let figures = try await region.database.read {
      try InstitutionFigures.read(institution, on: day, in: $0)
    }
    return Contracting.InstitutionSummary(figures, of: institution, on: day, rules: region.rules)
  }

  // MARK: Parts

  private func filter(_ request: Contracting.ListContractsRequest) throws
    -> FamilyContractTable.Filter
  {
    var filter = FamilyContractTable.Filter(asOf: try region.day(request.asOf, "as_of"))
    filter.residentID = request.residentId
    filter.teamID = request.teamId
    filter.institutionCode = request.institutionCode
    filter.doctorID = request.doctorId
    filter.state = try request.state.code("state")
    if request.endingWithinDays > 0 {
      filter.endingBy = try filter.asOf.adding(days: Int(request.endingWithinDays))
    }
    return filter
  }

  /// One contract changed by the book.
  private func change<Request: Message>(
    _ request: Request, _ context: ServerContext,
    _ body: @escaping @Sendable (ContractBook) throws -> ContractChange
  ) async throws -> Contracting.FamilyContract {
    let today = try region.clock.today()
    return try await region.write(request, context) { transaction, now in
      let change = try body(book(transaction, today, context, now))
      return try record(change, on: today, at: now, in: transaction)
    }
  }

  private func book(
    _ transaction: Transaction, _ today: Day, _ context: ServerContext, _ now: Timestamp
  ) -> ContractBook {
    ContractBook(
      transaction, rules: region.rules, today: today, actor: context.peer.identity, now: now)
  }

  /// Announces a change and answers the contract as it now is.
  private func record(
    _ change: ContractChange, on today: Day, at now: Timestamp, in transaction: Transaction
  ) throws -> Contracting.FamilyContract {
    let message = Contracting.FamilyContract(
      change.contract, on: today,
      steps: try FamilyContractTable.steps(of: change.contract.id, in: transaction))
    try region.announce(
      "contract.\(change.step.kind.rawValue)", change.contract.id, message, at: now,
      in: transaction)
    return message
  }

  private func dayOrTomorrow(_ text: String) throws -> Day {
    text.isEmpty
      ? try region.clock.today().adding(days: 1) : try Field.day(text, "effective_on")
  }

  /// A draft has its terms already; silently ignoring others would sign what nobody asked for.
  private static func checkOnlyDraft(_ request: Contracting.SignContractRequest) throws {
    let others = [
      request.residentId, request.teamId, request.doctorId, request.packageCode,
      request.validFrom, request.feeGroup,
    ]
    guard others.allSatisfy(\.isEmpty) else {
      throw Problem(
        .invalidInput, "CONTRACT_TERMS_TWICE", zh: "签署待签申请时不得另行指定签约要素",
        en: "a draft is signed with its own terms", remedyZh: "请只填写 contract_id 和 note",
        remedyEn: "give contract_id and note only")
    }
  }
}
