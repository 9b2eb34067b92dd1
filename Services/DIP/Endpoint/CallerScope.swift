import DIPDomain
import Mesh
import Quantities

/// Whose data a caller may see. Which methods it may call is decided by its roles before; a hospital
/// sees only its own data inside them.
///
/// A hospital's identity has the role `hospital` and, for each of its institution codes, the role
/// `institution:<code>`. Whoever also has one of the region's roles sees everything.
struct CallerScope {
  private static let hospital = "hospital"
  private static let institution = "institution:"
  private static let everything: Set<String> = ["bureau", "auditor", "admin"]

  /// Nil when the caller sees everything.
  let institutions: Set<String>?

  init(_ context: ServerContext) {
    let roles = context.peer.roles
    guard roles.contains(Self.hospital), roles.isDisjoint(with: Self.everything) else {
      institutions = nil
      return
    }
    institutions = Set(
      roles.filter { $0.hasPrefix(Self.institution) }.map {
        String($0.dropFirst(Self.institution.count))
      })
  }

  func sees(_ institution: String) -> Bool { institutions?.contains(institution) ?? true }

  /// - Throws: `DIP_OTHER_INSTITUTION` when the caller has no business with the institution.
  func require(_ institution: String) throws(Problem) {
    guard !sees(institution) else { return }
    throw Problem(
      .permissionDenied, "DIP_OTHER_INSTITUTION", zh: "只能访问本机构的数据。",
      en: "A hospital sees its own data only.",
      remedyZh: "如需代办，请由医保经办机构操作。", remedyEn: "Ask the bureau to do it.",
      details: [Problem.Detail("institution", institution)])
  }

  /// - Throws: `DIP_REGION_DATA` for a hospital.
  func requireEverything() throws(Problem) {
    guard institutions != nil else { return }
    throw Problem(
      .permissionDenied, "DIP_REGION_DATA", zh: "该数据涉及全区，仅限经办与审计人员。",
      en: "This concerns the whole region and is for the bureau and auditors.",
      remedyZh: "请查询本机构的结算单。", remedyEn: "Read the statement of your own institution.")
  }
}
