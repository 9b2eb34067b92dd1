import Quantities

extension RegistryRules {
  /// What the policy texts provide. A text speaks for its own area; elsewhere the same standard is
  /// shown at the strength of a warning, or not at all where other texts say the contrary.
  ///
  /// M26: 亳州 says 应 of the lead's rating, while 内蒙古 supports consortia led by hospitals of
  /// Chinese and Mongolian medicine (seed 001 clause 7).
  public static let published = RegistryRules([
    RuleProvision(.hospitalPractitioners, .note, source: "S001·10; S003·5"),
    RuleProvision(.gridUnit, .warning, source: "S003·5"),
    RuleProvision(.gridUnit, area: xingan, .error, source: "S003·5"),
    RuleProvision(.gridSize, .warning, threshold: 2000, source: "S003·5"),
    RuleProvision(.gridTolerance, .warning, threshold: 50, source: "assumed"),
    RuleProvision(.gridDoctor, .warning, threshold: 1, source: "S003·5"),
    RuleProvision(.gridDoctor, area: xingan, .error, threshold: 1, source: "S003·5"),
    RuleProvision(.gridPublicHealth, .warning, threshold: 1, source: "S003·5"),
    RuleProvision(.gridPublicHealth, area: xingan, .error, threshold: 1, source: "S003·5"),
    RuleProvision(.gridCoverage, .warning, source: "S003·5"),
    RuleProvision(.jointClinic, .error, threshold: 500, source: "S000·三; S001·3; S003·3"),
    RuleProvision(.convertedStreet, .warning, source: "S000·三; S001·3; S003·3"),
    RuleProvision(
      .dispatch, .warning, threshold: 6, source: "S000·三; S001·3; S003·3; 6 months: assumed"),
    RuleProvision(.oneConsortium, .warning, threshold: 200_000, source: "S001·6"),
    RuleProvision(.leadRating, .warning, source: "S004·12"),
    RuleProvision(.leadRating, area: bozhou, .error, source: "S004·12"),
    RuleProvision(.leadRating, area: innerMongolia, .note, source: "S004·12; S001·7"),
    RuleProvision(.integratedDomains, .note, source: "S000·六; S001·6; S003·2"),
    RuleProvision(.villageClinics, .warning, threshold: 100, source: "S000·六; S001·6"),
    RuleProvision(.nationalStandard, area: xingan, .error, threshold: 2025, source: "S003·2"),
    RuleProvision(.unitAssessment, .note, source: "S003·2; S004·12"),
    RuleProvision(.socialInstitutions, .note, source: "S003·2"),
    RuleProvision(
      .dutyItems, area: alxa, .warning, threshold: 33, source: "S000·十二"),
    RuleProvision(
      .preventionOffices, .note, source: "S003·5"),
    RuleProvision(
      .preventionOffices, area: xingan, .warning, source: "S003·5"),
    RuleProvision(
      .diseaseControlAreas, .note, source: "S000·十二; S001·12; S004·16"),
    RuleProvision(
      .epidemicWard, .note, source: "S000·四; S001·4; S003·10"),
    RuleProvision(
      .backupHospitals, area: alxa, .warning, threshold: 3, source: "S000·四"),
    RuleProvision(
      .radiusMinimum, .warning, threshold: 10, source: "S003·9"),
    RuleProvision(
      .radiusMaximum, .warning, threshold: 30, source: "S003·9"),
    RuleProvision(
      .emergencyChain, .warning, source: "S003·9"),
    RuleProvision(
      .ruralEmergency, area: xingan, .warning, threshold: 12, source: "S003·9"),
    RuleProvision(
      .countySpecialties, area: xingan, .warning, threshold: 2, source: "S003·14"),
    RuleProvision(
      .supportLevel, .warning, source: "S000·二; S001·2; S003·15"),
    RuleProvision(
      .countySubcentres, area: xingan, .warning, threshold: 6, source: "S003·3"),
    RuleProvision(
      .countySubcentres, area: shangyu, .warning, threshold: 1, source: "S002·(四)2(2)"),
    RuleProvision(
      .subcentreStandard, .note, source: "S001·3"),
    RuleProvision(
      .subcentreStandard, area: xingan, .warning, source: "S003·3"),
    RuleProvision(
      .qualityCentres, area: alxa, .warning, threshold: 26, source: "S000·二十"),
    RuleProvision(
      .qualityCoverage, area: shangyu, .warning, threshold: 100, source: "S002·(六)2(2)"),
    RuleProvision(
      .qualityCoverageVillage, area: shangyu, .warning, threshold: 30, source: "S002·(六)2(2)"),
    RuleProvision(
      .sharedCentres, area: xingan, .warning, threshold: 5, source: "S003·19"),
    RuleProvision(
      .sharedCentres, area: bozhou, .warning, threshold: 4, source: "S004·15"),
    RuleProvision(
      .tuberculosisFree, .warning, threshold: 20_000, source: "S002·(二)2(2)"),
    RuleProvision(
      .tuberculosisFree, area: shangyu, .error, threshold: 20_000, source: "S002·(二)2(2)"),
    RuleProvision(
      .tuberculosisCandidates, .note, source: "S002·(二)2(2)"),
    RuleProvision(
      .leadRecords, .note, threshold: 4, source: "S004·15"),
    RuleProvision(
      .leadRecords, area: bozhou, .warning, threshold: 4, source: "S004·15"),
    RuleProvision(
      .leadInteroperability, .note, threshold: 4, source: "S004·15"),
    RuleProvision(
      .leadInteroperability, area: bozhou, .warning, threshold: 4, source: "S004·15"),
    RuleProvision(
      .tertiaryRecords, .note, threshold: 5, source: "S004·30"),
    RuleProvision(
      .tertiaryRecords, area: bozhou, .warning, threshold: 5, source: "S004·30"),
    RuleProvision(
      .smartHospitals, area: bozhou, .warning, threshold: 50, source: "S004·30"),
    RuleProvision(.titleQuotaService, .note, threshold: 20, source: "S000·十三"),
    RuleProvision(.titleQuotaRetirement, .note, threshold: 5, source: "S000·十三"),
    RuleProvision(.promotionService, .warning, threshold: 1, source: "S003·16"),
    RuleProvision(.promotionService, area: xingan, .error, threshold: 1, source: "S003·16"),
    RuleProvision(.diseaseControlStaff, .note, threshold: 70, source: "S003·4"),
    RuleProvision(.pooledPosts, .note, source: "S000·十三; S001·13; S003·21"),
    RuleProvision(.postingPlaces, .warning, source: "S000·十三; S003·3"),
    RuleProvision(.mainInstitution, .warning, source: "S000·一"),
    RuleProvision(.publicOwnership, .note, source: "S003·3"),
    RuleProvision(.countyUnit, .warning, source: "S000·六"),
  ])

  /// 亳州市
  private static let bozhou = try? AreaCode(parsing: "341600")
  /// 兴安盟
  private static let xingan = try? AreaCode(parsing: "152200")
  /// 内蒙古自治区
  private static let innerMongolia = try? AreaCode(parsing: "150000")
  /// 阿拉善盟
  private static let alxa = try? AreaCode(parsing: "152900")
  /// 绍兴市上虞区
  private static let shangyu = try? AreaCode(parsing: "330604")
}
