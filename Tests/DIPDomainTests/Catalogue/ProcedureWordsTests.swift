import Testing

@testable import DIPDomain

@Suite("Classes and exclusions of procedures in words")
struct ProcedureWordsTests {
  @Test("An English sentence has no Chinese term in it")
  func english() {
    let exclusions: [ProcedureExclusion] = [.conservative, .neverMain, .mainWithin([])]
    let words = ProcedureClass.allCases.map(\.english) + exclusions.map(\.english)
    for text in words { #expect(!text.isEmpty && text.utf8.allSatisfy { $0 < 0x80 }) }
    #expect(Set(words).count == words.count)
  }

  @Test("A division of a class is a group of it")
  func division() {
    #expect(ProcedureClassTable.Entry(term: "相关手术组_2")?.english == "surgery, group 2")
    #expect(ProcedureClassTable.Entry(term: "治疗性操作")?.english == "therapeutic")
  }
}
