import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Policy documents over the mesh.
struct PoliciesEndpoint: DipPolicies {
  let database: Database
  let clock: @Sendable () -> Timestamp

  func putPolicy(
    _ request: Dip.PutPolicyRequest, context: ServerContext
  ) async throws -> Dip.PutPolicyResponse {
    try CallerScope(context).requireBureau()
    let (policy, issues) = try Self.read(request.yaml)
    guard let policy else { return Dip.PutPolicyResponse(issues: issues) }
    let document = StoredPolicy(
      name: policy.name, hash: policy.hash.description, region: policy.region.description,
      year: Int(policy.year.number), catalogue: policy.catalogue.name, yaml: request.yaml,
      storedAt: clock())
    return try await database.write { transaction in
      try transaction.once(context, request, at: document.storedAt) {
        let (stored, unchanged) = try PolicyTable.insert(document, in: transaction)
        let answer = Dip.Policy(stored)
        if !unchanged {
          try database.outbox.append(
            kind: "dip.policy.stored", subject: stored.name, answer, at: document.storedAt,
            in: transaction)
        }
        return Dip.PutPolicyResponse(policy: answer, unchanged: unchanged, issues: issues)
      }
    }
  }

  func checkPolicy(
    _ request: Dip.CheckPolicyRequest, context: ServerContext
  ) async throws -> Dip.CheckPolicyResponse {
    let (policy, issues) = try Self.read(request.yaml)
    return Dip.CheckPolicyResponse(
      acceptable: policy != nil, issues: issues,
      choices: (policy?.choices ?? []).map { Dip.PolicyChoice($0) })
  }

  func listPolicies(
    _ request: Dip.ListPoliciesRequest, context: ServerContext
  ) async throws -> Dip.ListPoliciesResponse {
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let before = try page.before()
    let region = try request.region.isEmpty ? "" : AreaCode(parsing: request.region).description
    let found = try await database.read {
      try PolicyTable.page(region: region, before: before, limit: page.limit, in: $0)
    }
    let (rows, next) = page.cut(found) { String($0.number) }
    return Dip.ListPoliciesResponse(
      policies: rows.map { Dip.Policy($0.policy) }, nextPageToken: next)
  }

  func getPolicy(
    _ request: Dip.GetPolicyRequest, context: ServerContext
  ) async throws -> Dip.GetPolicyResponse {
    let found = try await stored(name: request.name, version: request.version)
    let choices = try Self.read(found.yaml).policy?.choices ?? []
    return Dip.GetPolicyResponse(
      policy: Dip.Policy(found), yaml: found.yaml, choices: choices.map { Dip.PolicyChoice($0) })
  }

  func comparePolicies(
    _ request: Dip.ComparePoliciesRequest, context: ServerContext
  ) async throws -> Dip.ComparePoliciesResponse {
    let before = try await document(request.before ?? Dip.PolicySide())
    let after = try await document(request.after ?? Dip.PolicySide())
    return Dip.ComparePoliciesResponse(
      differences: PolicyDifference.between(before, after).map { Dip.PolicyDifference($0) })
  }

  func getPolicySchema(
    _ request: Dip.GetPolicySchemaRequest, context: ServerContext
  ) async throws -> Dip.GetPolicySchemaResponse {
    Dip.GetPolicySchemaResponse(jsonSchema: Array(PolicySchema.json().utf8))
  }

  private func stored(name: String, version: UInt32) async throws -> StoredPolicy {
    let found = try await database.read {
      try PolicyTable.find(name: name, version: Int(version), in: $0)
    }
    guard let found else {
      throw Problem(
        .notFound, "DIP_POLICY_UNKNOWN", zh: "没有该政策或版本。",
        en: "There is no such policy or version.", remedyZh: "请查询政策列表。",
        remedyEn: "List the policies.")
    }
    return found
  }

  private func document(_ side: Dip.PolicySide) async throws -> PolicyDocument {
    let yaml =
      side.yaml.isEmpty
      ? try await stored(name: side.name, version: side.version).yaml : side.yaml
    let text = try Self.text(yaml)
    do throws(PolicyRefusal) {
      return try PolicyDocument(yaml: text)
    } catch {
      throw error.problem
    }
  }

  /// The policy, nil when it is refused, and what is wrong or remarkable in the document.
  private static func read(
    _ yaml: [UInt8]
  ) throws(Problem) -> (policy: Policy?, issues: [Dip.PolicyIssue]) {
    let text = try text(yaml)
    do throws(PolicyRefusal) {
      let (policy, remarks) = try Policy.read(yaml: text)
      return (policy, remarks.map { Dip.PolicyIssue($0) })
    } catch {
      return (nil, error.issues.map { Dip.PolicyIssue($0) })
    }
  }

  private static func text(_ yaml: [UInt8]) throws(Problem) -> String {
    guard let text = String(validating: yaml, as: UTF8.self) else {
      throw Problem(
        .invalidInput, "DIP_POLICY_NOT_UTF8", zh: "政策文件不是 UTF-8 编码。",
        en: "The policy document is not UTF-8.", remedyZh: "请另存为 UTF-8。",
        remedyEn: "Save it as UTF-8.")
    }
    return text
  }
}

extension Dip.Policy {
  init(_ stored: StoredPolicy) {
    self.init(
      name: stored.name, version: UInt32(stored.version), hash: stored.hash,
      region: stored.region, year: UInt32(stored.year), catalogue: stored.catalogue,
      storedAt: stored.storedAt.description)
  }
}

extension Dip.PolicyIssue {
  init(_ issue: PolicyIssue) {
    self.init(
      error: issue.isError, line: UInt32(issue.line), column: UInt32(issue.column),
      path: issue.path, code: issue.code, message: Common.Bilingual(issue.message),
      remedy: Common.Bilingual(issue.remedy))
  }
}

extension Dip.PolicyChoice {
  init(_ choice: PolicyChoice) {
    self.init(
      key: choice.key, label: Common.Bilingual(choice.label), value: Common.Bilingual(choice.value),
      isDefault: choice.isDefault, reason: Common.Bilingual(choice.reason))
  }
}

extension Dip.PolicyDifference {
  init(_ difference: PolicyDifference) {
    self.init(
      key: difference.key, label: Common.Bilingual(difference.label),
      before: Common.Bilingual(difference.before), after: Common.Bilingual(difference.after),
      sentence: Common.Bilingual(difference.sentence))
  }
}
