import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

/// The sample region with two county consortia, 云岭 and 碧溪, each with a package of its own. One
/// institution leaves 碧溪 for 云岭 in the middle of the year.
struct TwoConsortia {
  static let codes = ["BX", "YL"]
  static let areas = ["BX": "990122", "YL": "990121"]
  static let leads = ["BX": "H99012200001", "YL": "H99012100001"]
  static let mover = "H99012200002"

  let service: ServiceUnderTest
  /// Every list of the region, in order of `setl_id`.
  let lists: [Case]

  /// Who belongs where on a day, told apart by texts alone.
  static func consortium(of institution: String, on day: String) -> String? {
    if institution == mover { return day <= "2025-06-30" ? "BX" : "YL" }
    return codes.first { areas[$0].map { institution.hasPrefix("H" + $0) } ?? false }
  }

  /// The consortium whose package answers for a list, and whether it was treated there.
  static func package(of list: Case) -> (code: String, isInside: Bool)? {
    guard let code = codes.first(where: { areas[$0] == String(list.area) }) else { return nil }
    let day = list.discharge.day.description
    return (code, consortium(of: list.institution, on: day) == code)
  }

  /// - Parameter policy: of the samples; region, lead and what `changes` say are replaced.
  init(
    policy: String, changes: [(String, String)] = [], more: String = "", lists count: Int,
    seed: UInt64
  ) async throws {
    service = try ServiceUnderTest()
    _ = try await service.catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: ServiceUnderTest.catalogueFiles()))
    var text = String(
      decoding: try ServiceUnderTest.file("policies/\(policy).yaml"), as: UTF8.self)
    for (old, new) in [
      ("region: \"152200\"", "region: \"990100\""), ("region: \"341600\"", "region: \"990100\""),
      ("lead: H15220000001", "lead: H99012100001"), ("lead: H34160000001", "lead: H99012100001"),
    ] + changes {
      text = text.replacing(old, with: new)
    }
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: Array((text + more).utf8)))
    let institutions = try ServiceUnderTest.sampleInstitutions()
    _ = try await service.funds.putInstitutions(
      Dip.PutInstitutionsRequest(
        asOf: "2025-12-31",
        institutions: institutions.map {
          Dip.DipInstitution(
            code: $0.code, name: "机构 \($0.code.suffix(5))", level: UInt32($0.level),
            tcm: $0.isTCM, areaCode: String($0.area))
        },
        consortia: Self.codes.map { code in
          Dip.DipConsortium(
            code: code, name: code, lead: Self.leads[code] ?? "",
            areaCode: Self.areas[code] ?? "",
            members: institutions.map(\.code).compactMap { Self.member($0, of: code) })
        }))
    _ = try await service.upload(
      ServiceUnderTest.lists(count, seed: seed, defectsPerMille: 0))
    lists = try await service.storedLists()
  }

  private static func member(_ institution: String, of code: String) -> Dip.ConsortiumMember? {
    let (before, after) = (
      consortium(of: institution, on: "2025-01-01") == code,
      consortium(of: institution, on: "2025-12-31") == code
    )
    guard before || after else { return nil }
    return Dip.ConsortiumMember(
      institutionCode: institution, firstDay: before ? "2024-01-01" : "2025-07-01",
      lastDay: after ? "" : "2025-06-30")
  }

  /// Booked for a package's insured, at members and elsewhere, fen.
  func spent(_ code: String) -> (inside: Int64, elsewhere: Int64) {
    lists.reduce(into: (0, 0)) { sum, list in
      guard let package = Self.package(of: list), package.code == code else { return }
      if package.isInside {
        sum.0 += list.cost.fund.fen
      } else {
        sum.1 += list.cost.fund.fen
      }
    }
  }

  func putFunds(
    _ pools: (Int64, Int64), _ packages: [Dip.PackageFund],
    institutions: [Dip.InstitutionFund] = []
  ) async throws {
    _ = try await service.funds.putFunds(
      Dip.PutFundsRequest(
        sheet: Dip.FundSheet(
          region: ServiceUnderTest.region, period: ServiceUnderTest.year,
          pools: [
            Dip.PoolFund(insuranceType: .employee, poolFen: pools.0),
            Dip.PoolFund(insuranceType: .resident, poolFen: pools.1),
          ], institutions: institutions, packages: packages)))
  }
}

/// What two packages come to by the specification (section 8), told once more: whole numbers, one
/// package at a time.
struct NaivePackage {
  var code: String
  var budget: Int64
  var inside: Int64
  var elsewhere: Int64
  var fundShare: Int64 = 0
  var leadKeeps = false
  /// Σ score × 10^4 by institution.
  var scores: [String: Int128] = [:]

  var balance: Int64 { budget - inside - elsewhere }
  var distributed: Int64 { budget - elsewhere + fundShare }
  var kept: Int64 { leadKeeps ? max(balance, 0) : 0 }
  /// What scores share.
  var shared: Int128 { Int128(distributed - kept) }
  var total: Int128 { scores.values.reduce(0, +) }

  /// Largest remainder, ties by code; the lead's surplus on top.
  var dues: [String: Int64] {
    var dues = scores.mapValues { Int64(shared * $0 / total) }
    let left = Int64(shared) - dues.values.reduce(0, +)
    let order = scores.keys.sorted { a, b in
      let (x, y) = (
        shared * (scores[a] ?? 0) % total, shared * (scores[b] ?? 0) % total
      )
      return x != y ? x > y : a < b
    }
    for code in order.prefix(Int(left)) { dues[code, default: 0] += 1 }
    if kept > 0 { dues[TwoConsortia.leads[code] ?? "", default: 0] += kept }
    return dues
  }

  /// What a case is paid, half up.
  func payment(_ score: Int128) -> Int64 { Int64((shared * score * 2 + total) / (total * 2)) }
}

/// A score × 10^4.
func tenThousandths(_ score: String) throws -> Int128 {
  try Decimal(parsing: score).scaled(to: 4)
}
