import Quantities

/// All registers there are.
public enum RegisterCatalogue {
  /// In the order in which they came to be: each has a migration of its own, so a new register goes
  /// to the end.
  public static let all: [any RegisterEntry.Type] = [
    Department.self, Practitioner.self, PracticeLicence.self, Posting.self, Establishment.self,
    Team.self, TeamMember.self, HealthGrid.self, GridWorker.self, VillageClinic.self,
    ConsortiumPractice.self,
    ResponsibleUnit.self, PolicyPlan.self, PlanTask.self, PlanTarget.self, PlanMilestone.self,
    TextDefect.self,
    BedCount.self, Equipment.self, Capability.self, KeySpecialty.self, QualityControlCentre.self,
    QualityControlScope.self, EmergencyPost.self, EpidemicFacility.self, SupportPair.self,
    SharedCentre.self, RecognisedResults.self, CountySubcentre.self, PreventionOffice.self,
    DiseaseControlArea.self, Duty.self, TuberculosisFreeCommunity.self,
  ]

  /// - Throws: `REGISTRY_REGISTER_UNKNOWN` with the names there are.
  public static func register(named text: String) throws(Problem) -> any RegisterEntry.Type {
    for type in all {
      let register = type.register
      if register.name == text || register.title.zh == text { return type }
    }
    let known = all.map { $0.register }
    throw Problem(
      .notFound, "REGISTRY_REGISTER_UNKNOWN", zh: "没有登记簿“\(text.prefix(64))”",
      en: "there is no register \(text.prefix(64))",
      remedyZh: "可用：\(known.map(\.title.zh).joined(separator: "、"))",
      remedyEn: "use one of: \(known.map(\.name).joined(separator: ", "))",
      details: [Problem.Detail("register", String(text.prefix(64)))])
  }

  /// Registers with a field that refers to something, and that field.
  public static func referring(
    to reference: RegisterReference
  ) -> [(type: any RegisterEntry.Type, field: RegisterField)] {
    all.flatMap { type in
      type.register.fields.filter { $0.reference == reference }.map { (type, $0) }
    }
  }
}
