import DIPDomain
import Mesh
import Quantities

/// What a caller may do and whose data it may see, inside the methods that its process is allowed.
///
/// | role | reads | changes |
/// |---|---|---|
/// | `bureau`, `admin` | everything | everything |
/// | `auditor` | everything | nothing |
/// | `hospital` | its own lists, special cases and statement lines | submits its own lists, applies for its own special cases |
///
/// A hospital's identity has the role `hospital` and, for each of its institution codes, the role
/// `institution:<code>`. Whoever has none of these roles (the command line on the same machine, say)
/// is bound by the process's own table of methods only.
struct CallerScope {
  private static let hospital = "hospital"
  private static let auditor = "auditor"
  private static let institution = "institution:"
  private static let bureau: Set<String> = ["bureau", "admin"]
  private static let everything = bureau.union([auditor])

  /// Nil when the caller sees everything.
  let institutions: Set<String>?
  private let isAuditor: Bool

  init(_ context: ServerContext) {
    let roles = context.peer.roles
    isAuditor = roles.contains(Self.auditor) && roles.isDisjoint(with: Self.bureau)
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

  /// - Throws: `DIP_READS_ONLY` for an auditor.
  func requireWriter() throws(Problem) {
    guard isAuditor else { return }
    throw Problem(
      .permissionDenied, "DIP_READS_ONLY", zh: "审计角色只能查询。", en: "An auditor reads only.",
      remedyZh: "请由医保经办机构操作。", remedyEn: "Ask the bureau to do it.")
  }

  /// - Throws: `DIP_REGION_DATA` for a hospital, `DIP_READS_ONLY` for an auditor.
  func requireBureau() throws(Problem) {
    try requireEverything()
    try requireWriter()
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
