import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

/// Packages of consortia over the mesh.
struct PackagesEndpoint: DipPackages {
  let database: Database

  func getPackage(
    _ request: Dip.GetPackageRequest, context: ServerContext
  ) async throws -> Dip.GetPackageResponse {
    let scope = CallerScope(context)
    return try await database.read { connection in
      let run = try SettlementEndpoint.run(
        Dip.GetStatementRequest(
          runId: request.runId, region: request.region, period: request.period),
        in: connection)
      let packages = run.packages.filter {
        request.consortium.isEmpty || $0.code == request.consortium
      }
      guard !packages.isEmpty else { throw Self.noPackage(run) }
      let days = try SettlementPeriod(parsing: run.inputs.period)
      let consortia = try InstitutionTable.consortia(
        digest: run.inputs.institutions.digest, in: connection)
      let lines = try RunTable.lines(runID: run.runID, institutionCode: "", in: connection)
      let referrals =
        scope.institutions == nil ? try RunTable.referrals(of: run.runID, in: connection) : []
      return Dip.GetPackageResponse(
        run: try SettlementEndpoint.message(run, in: connection),
        packages: try packages.map { package in
          let account = PackageAccount(
            package, isOnly: run.packages.count == 1,
            consortium: consortia.first {
              package.code.isEmpty ? $0.lead == package.lead : $0.code == package.code
            }, days: days.firstDay...days.lastDay)
          return Dip.PackageAccount(
            package: Dip.PackageResult(package),
            members: try account.members(lines).filter { scope.sees($0.institutionCode) },
            referrals: account.referrals(referrals))
        })
    }
  }

  private static func noPackage(_ run: StoredRun) -> Problem {
    Problem(
      .notFound, "DIP_PACKAGE_NOT_IN_RUN", zh: "批次 \(run.runID) 没有该医共体包干。",
      en: "Run \(run.runID) settled no such package.",
      remedyZh: "请选择按医共体包干政策结算的批次，并核对医共体编码。",
      remedyEn: "Choose a run whose policy settles a package, and check the consortium's code.")
  }
}

/// One package of a run as its statements show it.
struct PackageAccount {
  private let package: PackageStatement
  /// Lines of a run with one package carry no code of it.
  private let code: String
  private let consortium: Consortium?
  private let days: ClosedRange<Day>

  init(
    _ package: PackageStatement, isOnly: Bool, consortium: Consortium?, days: ClosedRange<Day>
  ) {
    self.package = package
    code = isOnly ? "" : package.code
    self.consortium = consortium
    self.days = days
  }

  /// The lead first, then by code.
  func members(_ lines: [StatementLine]) throws -> [Dip.PackageMember] {
    var members: [String: Dip.PackageMember] = [:]
    for membership in consortium?.memberships ?? [] where overlaps(membership) {
      var member = members[membership.institution] ?? self.member(membership.institution, nil)
      member.spans.append(
        Dip.MemberSpan(
          firstDay: max(membership.first, days.lowerBound).description,
          lastDay: min(membership.last ?? days.upperBound, days.upperBound).description))
      members[membership.institution] = member
    }
    for line in lines where line.consortium == code {
      var member = members[line.institutionCode] ?? self.member(line.institutionCode, line)
      member.institutionName = line.institutionName
      member.level = UInt32(line.level)
      member.cases = UInt64(line.cases + line.itemCases)
      member.totalScore = line.totalScore
      member.bookedFen = line.fundPaid.fen
      member.dueFen = line.due.fen
      member.prepaidFen = line.prepaid.fen
      member.balanceFen = line.balance.fen
      member.depositFen = line.deposit.fen
      member.surplusShareFen = line.surplusShare.fen
      members[line.institutionCode] = member
    }
    return members.values.sorted {
      ($0.lead ? 0 : 1, $0.institutionCode) < ($1.lead ? 0 : 1, $1.institutionCode)
    }
  }

  private func member(_ institution: String, _ line: StatementLine?) -> Dip.PackageMember {
    Dip.PackageMember(
      institutionCode: institution, lead: institution == package.lead,
      drugLimitExempt: package.exemptMembers.contains(institution), totalScore: "0")
  }

  private func overlaps(_ membership: Consortium.Membership) -> Bool {
    membership.first <= days.upperBound
      && membership.last.map { $0 >= days.lowerBound } ?? true
  }

  func referrals(_ all: [Referral]) -> [Dip.ReferralRow] {
    all.filter { $0.consortium == code }.map {
      Dip.ReferralRow(
        institutionCode: $0.institution, cases: UInt64($0.cases), totalCostFen: $0.totalCost.fen,
        fundPaidFen: $0.fund.fen)
    }
  }
}
