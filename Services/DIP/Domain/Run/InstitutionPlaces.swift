import Quantities
import Tabular

/// Where each institution of the lists stands in a settlement: a member of the region, or elsewhere
/// (异地就医), whose cases the region's pool does not share out.
struct InstitutionPlaces {
  /// Marks an institution outside the region.
  static let elsewhere: Int32 = -1

  /// Members in order of code; the indexes of `ofList` point here.
  let members: [ScoringInstitution]
  /// By the number that the lists give an institution: index of the member, or `elsewhere`.
  let ofList: [Int32]

  /// - Throws: `DIP_INSTITUTION_UNKNOWN` when lists or funds name an institution of the region that
  ///   the given ones do not contain: its level, and with it every payment, would be a guess.
  init(
    codes: ByteDictionary, institutions: [RegionInstitution], funded: [String], region: AreaCode
  ) throws(Problem) {
    var known: [String: RegionInstitution] = [:]
    for institution in institutions { known[institution.scoring.code] = institution }
    var members: [String: ScoringInstitution] = [:]
    var unknown: Set<String> = []
    for code in (0..<Int32(codes.count)).map({ codes[$0] }) + funded {
      if let institution = known[code] {
        if region.contains(institution.area) { members[code] = institution.scoring }
      } else if let area = try? InstitutionCode(parsing: code).area, region.contains(area) {
        unknown.insert(code)
      }
    }
    guard unknown.isEmpty else { throw Self.unknown(unknown.sorted()) }
    let sorted = members.values.sorted { $0.code < $1.code }
    var positions: [String: Int32] = [:]
    for (index, member) in sorted.enumerated() { positions[member.code] = Int32(index) }
    self.members = sorted
    ofList = (0..<Int32(codes.count)).map { positions[codes[$0]] ?? Self.elsewhere }
  }

  private static func unknown(_ codes: [String]) -> Problem {
    Problem(
      .failedPrecondition, "DIP_INSTITUTION_UNKNOWN",
      zh: "\(codes.count) 家本地机构不在机构名单中：\(codes.prefix(5).joined(separator: "、"))",
      en:
        "\(codes.count) institutions of the region are not in the list of institutions: \(codes.prefix(5).joined(separator: ", "))",
      remedyZh: "请先在注册服务中登记这些机构（含级别），再结算",
      remedyEn: "register these institutions with their levels, then settle again",
      details: codes.prefix(100).map { Problem.Detail("institution", $0) })
  }
}
