import DIPDomain
import Quantities

/// One institution as settlements see it on a day (定点医疗机构).
public struct StoredInstitution: Sendable, Hashable {
  /// Insurance code.
  public var code: String
  public var name: String
  /// 级别: 3, 2, 1, or 0 when not rated.
  public var level: Int
  /// 等次: `T`, `A`, `B`, `C`, or empty when not graded.
  public var grade: String
  /// A hospital of Chinese or Mongolian medicine.
  public var isTCM: Bool
  public var areaCode: String
  /// Its own coefficient as exact decimal; empty leaves it to the policy.
  public var coefficient: String

  public init(
    code: String, name: String, level: Int, grade: String, isTCM: Bool, areaCode: String,
    coefficient: String
  ) {
    self.code = code
    self.name = name
    self.level = level
    self.grade = grade
    self.isTCM = isTCM
    self.areaCode = areaCode
    self.coefficient = coefficient
  }

  /// SHA-256 over institutions in order of code and the consortia that they form: the version that a
  /// settlement run refers to.
  public static func digest(
    of institutions: [StoredInstitution], _ consortia: [Consortium] = []
  ) -> SHA256Digest {
    var hasher = SHA256Hasher()
    func update(_ field: String) {
      hasher.update(Int64(field.utf8.count))
      hasher.update(field)
    }
    for institution in institutions.sorted(by: { $0.code < $1.code }) {
      for field in [
        institution.code, institution.name, institution.grade, institution.areaCode,
        institution.coefficient,
      ] {
        update(field)
      }
      hasher.update(Int64(institution.level))
      hasher.update(institution.isTCM ? 1 : 0)
    }
    for consortium in consortia.sorted(by: { $0.code < $1.code }) {
      for field in [
        consortium.code, consortium.name, consortium.lead, consortium.area?.description ?? "",
      ] {
        update(field)
      }
      hasher.update(Int64(consortium.memberships.count))
      for membership in consortium.memberships.inOrder {
        update(membership.institution)
        hasher.update(Int64(membership.first.number))
        hasher.update(membership.last.map { Int64($0.number) } ?? .max)
      }
    }
    return hasher.finish()
  }
}

extension [Consortium.Membership] {
  /// By institution and first day.
  var inOrder: [Consortium.Membership] {
    sorted { ($0.institution, $0.first) < ($1.institution, $1.first) }
  }
}
