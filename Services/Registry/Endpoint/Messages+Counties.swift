import Messages
import Quantities
import RegistryDomain

extension Registry.CheckCountiesResponse {
  init(_ counties: [CountyConsortia]) {
    self.init(counties: counties.map { Registry.CountyReport($0) })
    for finding in counties.flatMap(\.allFindings) {
      if finding.override != nil {
        overridden += 1
      } else {
        switch finding.provision.strength {
        case .error: errors += 1
        case .warning: warnings += 1
        case .note: notes += 1
        }
      }
    }
  }
}

extension Registry.CountyReport {
  /// Codes of clinics shown; the number says how many there are.
  private static let codesShown = 100

  fileprivate init(_ report: CountyConsortia) {
    let (county, missing) = (report.county, report.missingVillageClinics)
    self.init(
      county: county.code.description, name: county.name,
      residents: report.residents?.residents ?? 0,
      residentsYear: Int32(clamping: report.residents?.year ?? 0),
      consortia: report.consortia.map { check in
        Registry.ConsortiumReport(
          code: check.consortium.code.text, name: check.consortium.name,
          lead: check.lead?.text ?? "", findings: check.findings.map(\.findingMessage))
      }, findings: report.findings.map(\.findingMessage),
      publicVillageClinics: UInt32(clamping: report.publicVillageClinics),
      publicVillageClinicsInside: UInt32(clamping: report.publicVillageClinics - missing.count),
      missingVillageClinics: missing.prefix(Self.codesShown).map(\.text),
      socialInstitutions: UInt32(clamping: report.socialInstitutions.count),
      socialMembers: UInt32(clamping: report.socialMembers.count))
  }
}
