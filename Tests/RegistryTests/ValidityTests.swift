import Quantities
import RegistryDomain
import Testing

@Suite struct ValidityTests {
  @Test func endsBeforeItsEndDay() throws {
    let validity = try Validity(from: day("2020-01-01"), to: day("2020-02-01"))
    #expect(validity.contains(try day("2020-01-01")))
    #expect(validity.contains(try day("2020-01-31")))
    #expect(!validity.contains(try day("2020-02-01")))
    #expect(!validity.contains(try day("2019-12-31")))
  }

  @Test func refusesAnEndThatIsNotLater() throws {
    let error = #expect(throws: Problem.self) {
      try Validity(from: day("2020-01-01"), to: day("2020-01-01"))
    }
    #expect(error?.code == "REGISTRY_VALIDITY_EMPTY")
  }

  /// Overlap, intersection and joining, each against the sets of days they stand for.
  @Test func agreesWithSetsOfDays() throws {
    let origin = try day("2024-02-25")
    let window = 0..<12
    func days(_ validity: Validity) -> Set<Int> {
      Set(
        window.filter { offset in
          (try? origin.adding(days: offset)).map(validity.contains) ?? false
        })
    }
    var spans: [Validity] = []
    for from in 0..<9 {
      for to in (from + 1)...9 {
        spans.append(
          try Validity(from: origin.adding(days: from), to: origin.adding(days: to)))
      }
      spans.append(try Validity(from: origin.adding(days: from)))
    }
    for a in spans {
      for b in spans {
        let (first, second) = (days(a), days(b))
        #expect(a.overlaps(b) == !first.isDisjoint(with: second), "\(a) \(b)")
        #expect(
          a.intersection(b).map(days) ?? [] == first.intersection(second), "\(a) \(b)")
        if !a.overlaps(b), a.from < b.from {
          let joined = Validity.joined([a, b])
          #expect(joined.reduce(into: []) { $0.formUnion(days($1)) } == first.union(second))
          #expect(joined.count == (a.to == b.from ? 1 : 2))
        }
      }
    }
  }
}
