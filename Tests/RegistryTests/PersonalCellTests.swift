import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

/// What an import says about an identity number that it refuses.
@Suite struct PersonalCellTests {
  @Test(arguments: ["99012119800515013Y", "990121198005150131", "9901211980051501"])
  func aRefusedNumberIsNotRepeated(number: String) throws {
    let fixture = try RegistryFixture()
    let outcome = try fixture.importEntries(
      Practitioner.self,
      "code,name,id_number,sex,birthday,kind,valid_from\n"
        + "DOC-1,甲,\(number),男,1980-05-15,管理人员,2024-01-01\n")
    #expect(outcome.codes == ["IDENTITY_NUMBER_INVALID"])
    #expect(outcome.issues.map(\.value) == ["990121****"])
    #expect(!"\(outcome)".contains("19800515"))
  }
}
