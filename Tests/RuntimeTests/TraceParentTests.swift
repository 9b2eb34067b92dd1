import Mesh
import Quantities
import Testing

@testable import Runtime

struct TraceParentTests {
  /// The example of W3C Trace Context, section 3.2.4.
  private let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func theExampleOfTheStandardIsRead() {
    #expect(TraceParent(example)?.traceID == "0af7651916cd43dd8448eb211c80319c")
  }

  @Test(arguments: [
    "", "00", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
  ])
  func anythingElseIsNot(text: String) {
    #expect(TraceParent(text) == nil)
  }

  @Test func aChildKeepsTheTraceAndANewOneIsValid() throws {
    var random = SeededRandom(seed: 7)
    let parent = try #require(TraceParent(example))
    let child = parent.child(random: &random)
    #expect(child.traceID == parent.traceID)
    #expect(child != parent)
    #expect(TraceParent(child.description) == child)
    let fresh = TraceParent(random: &random)
    #expect(TraceParent(fresh.description) == fresh)
  }
}
