import Quantities
import Tabular
import Testing

@Suite("Byte dictionary")
struct ByteDictionaryTests {
  @Test("Equal texts have equal numbers in order of appearance")
  func numbers() {
    var random = SeededRandom(seed: 5)
    var dictionary = ByteDictionary()
    var model: [String: Int32] = [:]
    var order: [String] = []
    for _ in 0..<20_000 {
      let text = "H\(Int.random(in: 0..<3000, using: &random))医"
      let number = dictionary.number(for: text)
      if let known = model[text] {
        #expect(number == known)
      } else {
        #expect(Int(number) == order.count)
        model[text] = number
        order.append(text)
      }
    }
    #expect(dictionary.count == order.count)
    #expect(order.indices.allSatisfy { dictionary[Int32($0)] == order[$0] })
    #expect(dictionary.existing("nothing") == nil)
    #expect(dictionary.existing(order[7]) == 7)
  }
}
