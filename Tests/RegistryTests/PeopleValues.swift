import Quantities
import RegistryDomain

// Entries about people as tests write them: what matters to a test is said, the rest is filled in.

func practitioner(
  _ code: String, _ kind: PractitionerKind = .physician, scope: PracticeScope? = nil,
  title: ProfessionalTitle? = nil, born: String = "1980-05-15", sex: Sex = .male,
  name: String? = nil
) throws -> Practitioner {
  try Practitioner(values: [
    "code": code, "name": name ?? "人员\(code)", "sex": sex.rawValue, "birthday": born,
    "kind": kind.rawValue, "licence": kind.isLicensed ? "110\(code.filter(\.isNumber))" : "",
    "scope": scope?.rawValue ?? "", "title": title?.rawValue ?? "",
  ])
}

func posting(
  _ person: String, _ place: String, _ kind: PostingKind = .employed, home: String = "",
  share: String = "", holdsPost: Bool = false
) throws -> Posting {
  try Posting(values: [
    "practitioner": person, "institution": place, "kind": kind.rawValue, "home": home,
    "share": share, "holds_post": holdsPost ? "是" : "",
  ])
}

func span(_ from: String, _ to: String? = nil) throws -> Validity {
  try Validity(from: day(from), to: to.map { try day($0) })
}
