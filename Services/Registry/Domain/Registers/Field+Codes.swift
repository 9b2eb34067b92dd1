import Quantities

extension Field where Value == RegistryCode {
  /// The code of an entry of a register whose key is a code.
  public static func code(
    of register: String, _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(
      RegisterField(
        name, title: Bilingual(zh: chinese, en: english),
        type: .reference(.entry(of: register)))
    ) { text throws(Problem) in try RegistryCode(parsing: text) }
  }

  /// Somebody of the register of practitioners.
  public static func practitioner() -> Field {
    code(of: "practitioners", "practitioner", "人员代码", "practitioner")
  }
}
