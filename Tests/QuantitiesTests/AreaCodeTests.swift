import Quantities
import Testing

@Suite struct AreaCodeTests {
  @Test(arguments: [
    ("150000", AreaCode.Level.province), ("152200", .prefecture), ("152221", .county),
    ("152221100", .township), ("152221100001", .village), ("441900003", .township),
  ])
  func levelIsInTheCode(text: String, level: AreaCode.Level) throws {
    let code = try AreaCode(parsing: text)
    #expect(code.level == level)
    #expect(code.description == text)
  }

  @Test func widthsOfOneDivisionAreEqual() throws {
    let code = try AreaCode(parsing: "152200")
    #expect(try AreaCode(parsing: "152200000000") == code)
    #expect(code.digits(12) == "152200000000")
    #expect(try AreaCode(parsing: "152221100").digits(6) == nil)
  }

  @Test func parentsContainTheirChildren() throws {
    var code: AreaCode? = try AreaCode(parsing: "152221100001")
    var chain: [String] = []
    while let current = code {
      chain.append(current.description)
      if let parent = current.parent {
        #expect(parent.contains(current))
        #expect(!current.contains(parent))
      }
      code = current.parent
    }
    #expect(chain == ["152221100001", "152221100", "152221", "152200", "150000"])
    // A town directly under a prefecture: no county between.
    #expect(try AreaCode(parsing: "441900003").parent?.description == "441900")
  }

  @Test(arguments: ["", "15", "1522", "15222", "012345", "15222a", "1522211000011", "１５２２００"])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try AreaCode(parsing: text) }
  }
}
