import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

/// A measurement that was asked for, with its documents found (测算任务).
struct MeasurementOrder: Sendable {
  var region: AreaCode
  var policy: StoredPolicy
  /// The base catalogue.
  var catalogue: StoredCatalogue
  /// The oldest first.
  var years: [Year]
  var listRevision: Int64
  var version: String
  var isFictional: Bool

  /// The order of a year-start point value: the policy's own catalogue, and as many years before as its
  /// rule weights. Throws the `Problem` of what is missing.
  init(
    _ request: Dip.MeasureYearStartRequest, shelf: DocumentShelf, in connection: Connection
  ) throws {
    region = try AreaCode(parsing: request.region)
    guard request.year > 0 || !request.policy.isEmpty else { throw Self.undetermined }
    let year = try Year(Int(min(max(request.year, 1), 9999)))
    policy = try DocumentShelf.stored(
      name: request.policy, version: Int(request.policyVersion), region: region, year: year,
      in: connection)
    let document = try shelf.policy(policy)
    try Self.require(region, of: policy)
    let last = (request.year > 0 ? Int(year.number) : policy.year) - 1
    let count = (document.payment.measured ?? YearStartRule()).yearWeights.count
    years = try (last - count + 1...last).map { try Year($0) }
    catalogue = try DocumentShelf.stored(document.catalogue, in: connection)
    listRevision = try SettlementListTable.currentRevision(in: connection)
    version = ""
    isFictional = false
  }

  private static func require(_ region: AreaCode, of policy: StoredPolicy) throws(Problem) {
    guard policy.region == region.description else {
      throw Problem(
        .failedPrecondition, "DIP_POLICY_OF_OTHER_REGION",
        zh: "政策 \(policy.name) 属于 \(policy.region)。",
        en: "Policy \(policy.name) is for \(policy.region).",
        remedyZh: "请选择本地区的政策。", remedyEn: "Choose a policy of this region.")
    }
  }

  /// Throws the `Problem` of what is missing.
  init(
    _ request: Dip.MeasureScoresRequest, shelf: DocumentShelf, in connection: Connection
  ) throws {
    region = try AreaCode(parsing: request.region)
    guard request.lastYear > 0 || !request.policy.isEmpty else { throw Self.undetermined }
    let following = try Year(Int(min(request.lastYear, 9998)) + 1)
    policy = try DocumentShelf.stored(
      name: request.policy, version: Int(request.policyVersion), region: region,
      year: following, in: connection)
    let document = try shelf.policy(policy)
    try Self.require(region, of: policy)
    let last = request.lastYear > 0 ? Int(request.lastYear) : policy.year - 1
    let count = document.measurement.yearWeights.count
    years = try (last - count + 1...last).map { try Year($0) }
    var base = document.catalogue
    if !request.catalogue.isEmpty { base = CatalogueReference(name: request.catalogue) }
    if !request.catalogueVersion.isEmpty { base.version = request.catalogueVersion }
    catalogue = try Self.base(base, in: connection)
    listRevision = try SettlementListTable.currentRevision(in: connection)
    version = request.version
    isFictional = request.fictionalScores
  }

  /// The lists of a year.
  func selection(of year: Year) throws(Problem) -> SettlementListTable.Selection {
    try SettlementListTable.Selection(
      region: region, from: year.firstDay, through: year.lastDay, revision: listRevision)
  }

  /// The catalogue that is named. Without a version the newest one that was not itself measured: a
  /// measured one lacks the groups that had too few cases, and they should be able to come back.
  private static func base(
    _ reference: CatalogueReference, in connection: Connection
  ) throws -> StoredCatalogue {
    guard reference.version == nil else {
      return try DocumentShelf.stored(reference, in: connection)
    }
    var before = Int64.max
    while true {
      let page = try CatalogueTable.page(before: before, limit: 50, in: connection)
      guard let last = page.last else {
        return try DocumentShelf.stored(reference, in: connection)
      }
      for (_, catalogue) in page where catalogue.name == reference.name {
        let files = try CatalogueTable.files(hash: catalogue.hash, in: connection)
        if !CatalogueManifest.isMeasured(
          files.map { CatalogueFile(name: $0.name, content: $0.content) })
        {
          return catalogue
        }
      }
      before = last.number
    }
  }

  private static let undetermined = Problem(
    .invalidInput, "DIP_MEASUREMENT_POLICY", zh: "未指明政策，也未指明历史末年。",
    en: "Neither a policy nor the last year of the history is stated.",
    remedyZh: "请指明其一；由历史末年取次年的最新政策。",
    remedyEn: "State one of them; the last year means the newest policy of the year after.")
}
