import Quantities

extension RegistryRules {
  /// What the policy texts provide. 亳州 says 应 of the lead's rating; elsewhere the same standard is
  /// the reading of 由旗级医院牵头, so that a breach is shown and not refused.
  public static let published = RegistryRules([
    RuleProvision(.oneConsortium, .warning, threshold: 200_000, source: "S001·6"),
    RuleProvision(.leadRating, .warning, source: "S004·12"),
    RuleProvision(.leadRating, area: bozhou, .error, source: "S004·12"),
    RuleProvision(.integratedDomains, .note, source: "S000·六; S001·6; S003·2"),
    RuleProvision(.villageClinics, .warning, threshold: 100, source: "S000·六; S001·6"),
    RuleProvision(.socialInstitutions, .note, source: "S003·2"),
    RuleProvision(.countyUnit, .warning, source: "S000·六"),
  ])

  /// 亳州市
  private static let bozhou = try? AreaCode(parsing: "341600")
}
