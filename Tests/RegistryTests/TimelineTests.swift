import Quantities
import RegistryDomain
import Testing

/// A fact that is nothing but a word.
private struct Word: RegistryFact {
  let key: String
  let text: String
}

@Suite struct TimelineTests {
  /// Random edits against a model that keeps one word per day and a copy of itself after every
  /// change: any day, as known after any change, answers alike.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func agreesWithOneWordPerDay(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let origin = try day("2024-01-01")
    let horizon = 60
    var model = [String?](repeating: nil, count: horizon)
    var remembered: [[String?]] = [model]
    var everything: [Version<Word>] = []
    var timeline = try Timeline<Word>([])
    for step in 1...60 {
      let offset = Int.random(in: 0..<horizon, using: &random)
      let at = try origin.adding(days: offset)
      let word = Word(key: "K", text: "w\(step)")
      let revision: Revision<Word>?
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        revision = try? timeline.opening(word, from: at)
        #expect((revision != nil) == model[offset...].allSatisfy { $0 == nil })
        if revision != nil { for index in offset..<horizon { model[index] = word.text } }
      case 1:
        let expected = timeline.version(on: at)?.recorded ?? 0
        revision = try? timeline.editing(word, from: at, expected: expected)
        #expect((revision != nil) == (model[offset] != nil))
        if revision != nil {
          let old = model[offset]
          var index = offset
          while index < horizon, model[index] == old {
            model[index] = word.text
            index += 1
          }
        }
      default:
        revision = try? timeline.closing(at: at, key: "K")
        if revision != nil {
          for index in offset..<horizon { model[index] = nil }
        } else {
          // Refused only when there is nothing open, or when a version would be lost.
          let open = timeline.versions.last.map { $0.validity.to == nil } ?? false
          #expect(!open || (timeline.versions.last.map { $0.validity.from >= at } ?? true))
        }
      }
      guard let revision else {
        remembered.append(model)
        continue
      }
      timeline = try timeline.applying(revision, recorded: Int64(step))
      record(revision, at: Int64(step), in: &everything)
      remembered.append(model)
    }
    for (sequence, then) in remembered.enumerated() {
      for offset in 0..<horizon {
        let at = try origin.adding(days: offset)
        let found = everything.filter {
          $0.known(at: Int64(sequence)) && $0.validity.contains(at)
        }
        #expect(found.count <= 1, "seed \(seed)")
        #expect(found.first?.fact.text == then[offset], "seed \(seed), after \(sequence)")
      }
    }
  }

  private func record(
    _ revision: Revision<Word>, at sequence: Int64, in versions: inout [Version<Word>]
  ) {
    for gone in revision.superseded {
      guard let index = versions.firstIndex(where: { $0 == gone }) else {
        Issue.record("superseded a version that was not recorded")
        continue
      }
      versions[index] = Version(
        gone.fact, gone.validity, recorded: gone.recorded, superseded: sequence)
    }
    versions += revision.inserted.map { Version($0.fact, $0.validity, recorded: sequence) }
  }

  @Test func tellsTheSecondEditor() throws {
    let first = try Timeline([
      Version(Word(key: "K", text: "a"), try Validity(from: day("2024-01-01")), recorded: 7)
    ])
    let edit = try first.editing(
      Word(key: "K", text: "b"), from: day("2024-03-01"), expected: 7)
    let second = try first.applying(edit, recorded: 8)
    let error = #expect(throws: Problem.self) {
      try second.editing(Word(key: "K", text: "c"), from: day("2024-04-01"), expected: 7)
    }
    #expect(error?.code == "REGISTRY_EDIT_CONFLICT")
    #expect(error?.category == .conflict)
    #expect(edit.effective == (try day("2024-03-01")))
  }

  @Test func endingKeepsWhatWasBefore() throws {
    let timeline = try Timeline([
      Version(
        Word(key: "K", text: "a"), try Validity(from: day("2024-01-01"), to: day("2025-01-01")),
        recorded: 1)
    ])
    let revision = try #require(try timeline.ending(at: day("2024-06-01")))
    let ended = try timeline.applying(revision, recorded: 2)
    #expect(ended.version(on: try day("2024-05-31"))?.fact.text == "a")
    #expect(ended.version(on: try day("2024-06-01")) == nil)
    #expect(try timeline.ending(at: day("2025-01-01")) == nil)
    #expect(throws: Problem.self) { try timeline.ending(at: day("2024-01-01")) }
  }
}
