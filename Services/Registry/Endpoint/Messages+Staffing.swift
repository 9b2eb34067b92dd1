import Messages
import Quantities
import RegistryDomain

extension Ratio {
  /// At most two decimals, half away from zero, for people.
  fileprivate var twoDecimals: String {
    get throws(Problem) { try rounded(scale: 2, .halfUp).description }
  }
}

extension Registry.CountStaffResponse {
  init(_ count: StaffCount, names places: [Institution]) throws(Problem) {
    let names = Dictionary(places.map { ($0.code, $0.name) }, uniquingKeysWith: { $1 })
    self.init(
      people: UInt32(clamping: count.people),
      kinds: PractitionerKind.allCases.compactMap { kind in
        count.peopleByKind[kind].map { people in
          Registry.StaffKindCount(
            kind: kind.rawValue, chinese: kind.chinese, people: UInt32(clamping: people))
        }
      }, fullTimeEquivalents: count.fullTimeEquivalents.description,
      fullTimeEquivalentsRounded: try count.fullTimeEquivalents.twoDecimals,
      overshared: count.overshared.map(\.text))
    for row in count.rows {
      rows.append(
        Registry.StaffCountRow(
          institution: row.institution.text, name: names[row.institution] ?? "",
          people: UInt32(clamping: row.people), employed: UInt32(clamping: row.employed),
          postHolders: UInt32(clamping: row.postHolders),
          fullTimeEquivalents: row.fullTimeEquivalents.description,
          fullTimeEquivalentsRounded: try row.fullTimeEquivalents.twoDecimals))
    }
  }
}

extension Registry.CheckStaffingResponse {
  init(_ reports: [StaffingReport], consortium: Consortium?, _ rules: RegistryRules) {
    let posts = reports.reduce(0) { $0 + ($1.posts ?? 0) }
    let holders = reports.reduce(0) { $0 + $1.holders }
    let pool = consortium.flatMap { rules.pooledPosts($0, holders: holders, posts: posts) }
    self.init(
      institutions: reports.filter(\.says).map { Registry.StaffingReport($0) },
      posts: UInt32(clamping: posts), holders: UInt32(clamping: holders),
      findings: [pool].compactMap { $0?.findingMessage })
  }
}

extension StaffingReport {
  /// Whether there is anything to report.
  fileprivate var says: Bool {
    posts != nil || holders > 0 || professionals > 0 || titles.contains { $0.occupying > 0 }
  }
}

extension Registry.StaffingReport {
  fileprivate init(_ report: StaffingReport) {
    self.init(
      institution: report.institution.code.text, name: report.institution.name,
      established: report.posts != nil, posts: UInt32(clamping: report.posts ?? 0),
      holders: UInt32(clamping: report.holders),
      professionals: UInt32(clamping: report.professionals),
      titles: report.titles.map { quota in
        Registry.TitleQuota(
          group: quota.group.rawValue, chinese: quota.group.chinese, limited: quota.posts != nil,
          posts: UInt32(clamping: quota.posts ?? 0), occupying: UInt32(clamping: quota.occupying),
          exempt: quota.exempt.map(\.text))
      }, findings: report.findings.map(\.findingMessage))
  }
}

extension Registry.TeamCheck {
  init(_ check: TeamCheck) {
    self.init(
      team: check.team.code.text, name: check.team.name,
      institution: check.team.institution.text,
      familyDoctors: UInt32(clamping: check.familyDoctors),
      hospitalPractitioners: check.hospitalPractitioners.map(\.text),
      joinsLevels: check.joinsLevels, findings: check.findings.map(\.findingMessage))
  }
}

extension Registry.CheckGridsResponse {
  init(_ report: GridReport) {
    self.init(
      incomplete: report.grids.filter { !$0.isComplete }.map { Registry.GridCheck($0) },
      grids: UInt32(clamping: report.grids.count), complete: UInt32(clamping: report.complete),
      villages: UInt32(clamping: report.villages),
      villagesWithoutGrid: report.villagesWithoutGrid.map(\.description),
      findings: report.findings.map(\.findingMessage))
  }
}

extension Registry.GridCheck {
  fileprivate init(_ check: GridCheck) {
    self.init(
      grid: check.grid.code.text, name: check.grid.name,
      areas: check.grid.areas.map(\.description), residents: check.grid.residents,
      doctors: UInt32(clamping: check.doctors),
      publicHealthWorkers: UInt32(clamping: check.publicHealthWorkers),
      findings: check.findings.map(\.findingMessage))
  }
}

extension Registry.ClinicCheck {
  init(_ clinic: ClinicReview.Clinic) {
    self.init(
      institution: clinic.institution.code.text, name: clinic.institution.name,
      mode: clinic.service?.mode.rawValue ?? "", doctors: UInt32(clamping: clinic.doctors),
      dispatched: UInt32(clamping: clinic.dispatched),
      findings: clinic.findings.map(\.findingMessage))
  }
}

extension Registry.PlanClinicsResponse {
  init(_ plan: ClinicPlan) {
    self.init(
      proposals: plan.proposals.map { Registry.ClinicProposal($0) }, limit: plan.limit)
  }
}

extension Registry.ClinicProposal {
  fileprivate init(_ proposal: ClinicPlan.Proposal) {
    let village = proposal.village
    self.init(
      village: village.code.description, name: village.name,
      decision: proposal.decision.message(), seat: proposal.seat?.description ?? "",
      residents: village.residents ?? 0, residentsKnown: village.residents != nil,
      candidates: proposal.candidates.map(\.description),
      obstacles: proposal.obstacles.map { Common.Bilingual(zh: $0.message.zh, en: $0.message.en) },
      clinics: village.clinics.map(\.text))
  }
}
