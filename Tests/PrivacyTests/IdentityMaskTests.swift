import Privacy
import Quantities
import Testing

struct IdentityMaskTests {
  @Test(arguments: [
    ("id 11010519491231002X end", "id 110105***********X end"),
    ("id=110105194912310021", "id=110105***********1"),
    ("张110105194912310021，", "张110105***********1，"),
    ("1101051949123100211", "1101051949123100211"),
    ("0af7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319c"),
    ("a110105194912310021", "a110105194912310021"),
    ("", ""),
  ])
  func masksWhatLooksLikeANumber(text: String, masked: String) {
    #expect(IdentityMask.masked(text) == masked)
  }

  /// A number describes itself as a log would show it.
  @Test func oneMask() throws {
    let number = try ResidentIdentityNumber(parsing: "11010519491231002X")
    #expect("\(number)" == IdentityMask.masked(number.revealed))
  }
}
