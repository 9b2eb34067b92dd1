import Quantities
import RegistryDomain
import Store

extension RegistryWriter {
  /// Records a new institution from a day on.
  public func openInstitution(
    _ institution: Institution, from day: Day
  ) throws -> Version<Institution> {
    let timeline = try InstitutionRows.timeline(institution.code, in: transaction)
    let revision = try timeline.opening(institution, from: day)
    try check(institution, try Validity(from: day))
    return try carryOut(revision)
  }

  /// Records that an institution is different from a day on.
  public func editInstitution(
    _ institution: Institution, from day: Day, expected: Int64
  ) throws -> Version<Institution> {
    let timeline = try InstitutionRows.timeline(institution.code, in: transaction)
    let revision = try timeline.editing(institution, from: day, expected: expected)
    if let validity = revision.inserted.last?.validity { try check(institution, validity) }
    return try carryOut(revision)
  }

  /// Records the end of an institution that is in no consortium any more, and of the entries of
  /// registers whose key refers to it.
  public func closeInstitution(
    _ code: RegistryCode, at day: Day, expected: Int64
  ) throws -> Version<Institution> {
    let timeline = try InstitutionRows.timeline(code, in: transaction)
    let revision = try timeline.closing(at: day, key: code, expected: expected)
    let after = try Validity(from: day)
    if let held = try reader.memberships(of: code).first(where: { $0.validity.overlaps(after) }) {
      throw Problem(
        .failedPrecondition, "REGISTRY_STILL_MEMBER",
        zh: "\(code) 在 \(day) 之后仍是 \(held.fact.consortium) 的成员",
        en: "\(code) belongs to \(held.fact.consortium) beyond \(day)",
        remedyZh: "请先终止成员关系", remedyEn: "end the membership first",
        details: [Problem.Detail("consortium", held.fact.consortium.text)])
    }
    return try carryOut(revision, endings(of: .institution, code.text, at: day))
  }

  private func carryOut(
    _ revision: Revision<Institution>, _ dependants: [Ending] = []
  ) throws -> Version<Institution> {
    guard let last = revision.inserted.last else {
      preconditionFailure("opening, editing and closing insert a version")
    }
    let code = last.fact.code
    let recorded = try record("institution \(revision.action.rawValue): \(code)")
    try apply([revision], to: InstitutionRows.self, recorded: recorded)
    try announce(
      .institution, revision.action, recorded: recorded,
      [(code.text, revision.effective ?? last.validity.from)])
    for ending in dependants { try ending(recorded) }
    return Version(last.fact, last.validity, recorded: recorded)
  }

  /// The area exists, and nobody else carries the identifiers in that time.
  private func check(_ institution: Institution, _ validity: Validity) throws {
    guard try reader.areaExists(institution.area, on: validity.from) else {
      throw Problem(
        .failedPrecondition, "REGISTRY_AREA_UNKNOWN",
        zh: "\(validity.from) 没有行政区划 \(institution.area)",
        en: "there is no area \(institution.area) on \(validity.from)",
        remedyZh: "请核对区划代码，或先导入行政区划", remedyEn: "check the code, or import the area first",
        details: [Problem.Detail("area", "\(institution.area)")])
    }
    for identifier in institution.identifiers {
      let other = try reader.holders(of: identifier).first {
        $0.fact.code != institution.code && $0.validity.overlaps(validity)
      }
      guard let other else { continue }
      throw Problem(
        .alreadyExists, "REGISTRY_DUPLICATE",
        zh: "\(identifier.text) 已用于 \(other.fact.code) \(other.fact.name)",
        en: "\(identifier.text) belongs to \(other.fact.code) \(other.fact.name)",
        remedyZh: "请核对代码", remedyEn: "check the identifier",
        details: [
          Problem.Detail("value", identifier.text), Problem.Detail("code", other.fact.code.text),
        ])
    }
  }
}
