import Quantities
import Testing

@testable import DIPDomain

@Suite("Compiled catalogues")
struct CompiledCatalogueTests {
  /// A catalogue with every list there is.
  private static func whole() throws -> Catalogue {
    let lists: [CatalogueManifest.Role: String] = [
      .local: "seq,main_diagnosis_codes,main_procedure_codes\n7,A01,\n",
      .scores: "code,score,mean,mean_310_3\nJC-1,12.50,100,120.55\nBD-7,3,,\n",
      .primaryCare: "main_diagnosis_codes,main_procedure_codes,coefficient\nA09,,0.9\n",
      .tcmGroups: "group_code\nBD-7\n",
      .auxiliary:
        "group_code,type,coefficient,cases,mean\nJC-2,icu,1.85,31,20000\nBD-7,age,0.9,,\n",
      .excludedDiagnoses: "code\nA00.000\nA00.100\n", .drugResistant: "code\nA15.000x010\n",
      .excludedProcedures:
        "code,exclusion_kind,scope_main_diagnosis\n45.2300,不可作为主要手术操作,\n44.13,限范围可作主要手术操作,A00-A09|I85\n93.9,按保守治疗入组,\n",
      .procedureClasses: "code,class,table\n45.2300,诊断性操作,national\n45.2300,治疗性操作组_2,taian\n",
      .surgeryLevels: "code,level\n45.23,1\n45.2300x003,2\n",
      .complications: "code,level,exclusion\nI50,CC,\nJ18.900,MCC,1\n",
      .complicationExclusions: "exclusion,main_diagnosis\n1,J10-J22\n1,A41\n",
      .comorbidities: "category,weight,code\n糖尿病,1,E10\n转移性实体瘤,6,C77\n",
      .newTechnology: "code,score,note\n37.9000x002,310.5,左心耳封堵\n",
      .diagnosisMapping:
        "from,to,from_version,to_version\nA19.800x011,A19.000x002,1.0,2.0\nA19.800x011,A19.100,1.0,3.0\n",
      .procedureMapping: "from,to,to_version\n45.23,45.2300,2.0\n",
      .diagnosisCodes: "code\nA09.000\nB02.000\n", .procedureCodes: "code\n45.2300\n",
    ]
    let groups =
      CatalogueReaderTests.header
      + "JC,1,A09,,,,\nJC,2,B02|C00-C75,45.2300|45.2301+51.2300,99.25,天龄 <29天; 出生体重1000-1499克;其他诊断 C00-C75|D37;是否耐药：是（主要诊断）,\nXQ,3,所有诊断,33.6x00,,年龄≥18岁,\nZH,4,A09,,,,相关手术组_2\n"
    let reading = CatalogueReaderTests.reading(groups, lists)
    return try #require(reading.catalogue, "\(reading.errors)")
  }

  @Test("What is compiled is the catalogue again, and the same catalogue has the same bytes")
  func roundTrip() throws {
    for catalogue in [try Self.whole(), try #require(ProjectData.sampleCatalogue.catalogue)] {
      let bytes = CompiledCatalogue.encode(catalogue)
      let read = try CompiledCatalogue.decode(bytes, hash: catalogue.hash.description)
      #expect(read == catalogue)
      #expect(CatalogueComparison(read, catalogue).changes.isEmpty)
      #expect(CompiledCatalogue.encode(read) == bytes)
    }
  }

  @Test("Damaged bytes and those of another catalogue are refused", arguments: 0..<4)
  func damage(seed: UInt64) throws {
    let catalogue = try Self.whole()
    let hash = catalogue.hash.description
    let bytes = CompiledCatalogue.encode(catalogue)
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      var damaged = bytes
      let position = Int.random(in: bytes.indices, using: &random)
      damaged[position] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
      #expect(throws: Problem.self) { try CompiledCatalogue.decode(damaged, hash: hash) }
      // With a checksum that fits, what cannot be read is refused without a crash.
      let resealed = CompiledCatalogue.sealed(Array(damaged.dropLast(8)))
      _ = try? CompiledCatalogue.decode(resealed, hash: hash)
      let short = Array(bytes.prefix(position))
      #expect(throws: Problem.self) { try CompiledCatalogue.decode(short, hash: hash) }
    }
    let other = String(repeating: "0", count: 64)
    #expect(throws: Problem.self) { try CompiledCatalogue.decode(bytes, hash: other) }
  }
}
