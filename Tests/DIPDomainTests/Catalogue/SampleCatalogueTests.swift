import DIPDomain
import Testing

/// The project's own catalogue has something for every rule of the policies that the project ships: none of
/// them is a rule that nobody can see at work.
@Suite struct SampleCatalogueTests {
  @Test(arguments: PolicySamples.files)
  func hasWhatThePolicyAsksFor(file: String) throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let policy = try Policy.read(yaml: PolicySamples.text(file)).policy
    for type in policy.auxiliary.types where type.coefficient == nil {
      #expect(
        catalogue.groups.indices.contains {
          catalogue.auxiliary.coefficient(group: $0, type: type.code) != nil
        }, "\(type.code)")
    }
    let composite = catalogue.groups.filter { $0.kind == .composite }
    if policy.grouping.compositeBy == .surgeryLevel {
      let levels = Set(composite.compactMap(\.surgeryLevel))
      #expect(levels.count > 1)
      #expect(levels.isSubset(of: catalogue.surgeryLevels.entries.map(\.value)))
    }
    for step in policy.grouping.compositeFallback {
      let patterns = composite.flatMap(\.diagnoses).map(\.description)
      #expect(
        patterns.contains { text in
          switch step {
          case .prefix: text.count == 2
          case .range: text.contains("-")
          case .letter: text.count == 1
          }
        }, "\(step)")
    }
    let stages = policy.grouping.stages.flatMap { $0 }
    if stages.contains(.primaryCare) {
      #expect(catalogue.groups.contains { $0.isPrimaryCare })
    }
    if let version = policy.codes.diagnosis {
      #expect(catalogue.diagnosisMapping.targets.contains(version))
    }
    if let version = policy.codes.procedure {
      #expect(catalogue.procedureMapping.targets.contains(version))
    }
  }

  @Test func hasEveryListThatIsNoOneRegionsOwn() throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    #expect(!catalogue.newTechnologies.isEmpty && !catalogue.procedureMapping.isEmpty)
    #expect(!catalogue.complications.isEmpty && !catalogue.comorbidities.isEmpty)
    let local = catalogue.groups.filter { $0.kind == .local }
    #expect(local.contains { $0.isTCM })
  }
}
