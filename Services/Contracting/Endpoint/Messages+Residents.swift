import ContractingDomain
import ContractingStorage
import Messages
import Quantities
import Tabular

extension Contracting.Resident {
  init(_ resident: Resident, on day: Day) {
    self.init()
    residentId = resident.id
    name = resident.name
    idNumberMasked = resident.maskedIdentity
    sex = Contracting.Sex(code: resident.sex)
    birthDate = resident.birthday.description
    areaCode = resident.area.description
    gridCode = resident.grid
    insuranceType = resident.insurance.rawValue
    deceasedOn = resident.deceasedOn?.description ?? ""
    memberships = resident.memberships.map { membership in
      var message = Contracting.GroupMembership()
      message.group = membership.group.rawValue
      message.validFrom = membership.validFrom.description
      message.validUntil = membership.validUntil?.description ?? ""
      return message
    }
    groups = resident.groups(on: day).map(\.rawValue)
  }
}

extension Contracting.Team {
  init(_ team: Team) {
    self.init()
    teamId = team.id
    name = team.name
    institutionCode = team.institutionCode
    institutionName = team.institutionName
    areaCode = team.area.description
    members = team.members.map { member in
      var message = Contracting.TeamMember()
      message.doctorId = member.doctorID
      message.name = member.name
      message.role = Contracting.TeamRole(code: member.role)
      message.validFrom = member.validFrom.description
      message.validUntil = member.validUntil?.description ?? ""
      return message
    }
  }
}

extension Common.ImportReport {
  init(_ summary: ImportSummary) {
    self.init()
    importId = summary.importID
    rowsRead = UInt64(summary.read)
    rowsInserted = UInt64(summary.inserted)
    rowsReplaced = UInt64(summary.replaced)
    rowsUnchanged = UInt64(summary.unchanged)
    rowsQuarantined = UInt64(summary.quarantined)
    issues = summary.issues.map { Common.RowIssue($0) }
    issuesTruncated = summary.issuesTruncated
  }
}

extension Common.RowIssue {
  init(_ issue: RowIssue) {
    self.init()
    line = UInt64(issue.row)
    column = issue.column
    value = issue.value
    code = issue.code
    message = Common.Bilingual(zh: issue.message.zh, en: issue.message.en)
    remedy = Common.Bilingual(zh: issue.remedy.zh, en: issue.remedy.en)
  }
}
