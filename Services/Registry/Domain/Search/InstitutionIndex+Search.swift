import Quantities

/// How an institution answers to what was searched for, the best first.
public enum MatchRank: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// A name, alias or code is the text.
  case whole
  /// One of them begins with it.
  case beginning
  /// One of them contains it.
  case part
  /// The initials of a name begin with it.
  case initials
  /// The initials contain it.
  case partOfInitials

  public static func < (a: MatchRank, b: MatchRank) -> Bool { a.rawValue < b.rawValue }
}

/// An institution that was found.
public struct InstitutionMatch: Sendable, Hashable {
  public let code: RegistryCode
  public let rank: MatchRank
}

extension InstitutionIndex {
  /// Institutions that answer to a text on a day, the best first and then by code.
  /// - Parameter isInside: whether an area lies where it is searched.
  public func search(
    _ query: String, on day: Day, kinds: Set<InstitutionKind> = [], limit: Int,
    isInside: (AreaCode) -> Bool = { _ in true }
  ) -> [InstitutionMatch] {
    let folded = Array(FoldedText(query).text.utf8)
    guard !folded.isEmpty, limit > 0 else { return [] }
    var ranks = [MatchRank?](repeating: nil, count: entries.count)
    rankTexts(folded, &ranks)
    if folded.allSatisfy({ (0x41...0x5A).contains($0) }) {
      rankInitials(folded.map { 1 << (UInt32($0) - 0x41) }, &ranks)
    }
    var best = Best<InstitutionMatch>(limit: limit) { ($0.rank, $0.code) < ($1.rank, $1.code) }
    for position in ranks.indices {
      guard let rank = ranks[position] else { continue }
      let match = InstitutionMatch(code: entries[position].code, rank: rank)
      guard best.wants(match), holds(position, on: day, kinds: kinds),
        isInside(entries[position].area)
      else { continue }
      best.add(match)
    }
    return best.found
  }

  private func rankTexts(_ query: [UInt8], _ ranks: inout [MatchRank?]) {
    text.withUnsafeBufferPointer { text in
      var position = 0
      TextScan(query).forEachPlace(in: text) { start in
        while position + 1 < entries.count, entries[position + 1].textStart <= start {
          position += 1
        }
        // Every line stands between two line breaks, so there is a byte on either side.
        let begins = text[start - 1] == Self.lineBreak
        let ends = text[start + query.count] == Self.lineBreak
        let rank = begins ? (ends ? MatchRank.whole : .beginning) : .part
        ranks[position] = min(ranks[position] ?? rank, rank)
      }
    }
  }

  private func rankInitials(_ query: [UInt32], _ ranks: inout [MatchRank?]) {
    letters.withUnsafeBufferPointer { letters in
      var position = 0
      for start in letters.indices.dropLast(query.count - 1) {
        guard letters[start] & query[0] != 0 else { continue }
        var length = 1
        while length < query.count, letters[start + length] & query[length] != 0 { length += 1 }
        guard length == query.count else { continue }
        while position + 1 < entries.count, entries[position + 1].lettersStart <= start {
          position += 1
        }
        let rank = letters[start - 1] == 0 ? MatchRank.initials : .partOfInitials
        ranks[position] = min(ranks[position] ?? rank, rank)
      }
    }
  }
}

/// The best of many, in order; what is worse than all of a full list is not looked at further.
struct Best<Element> {
  private let limit: Int
  private let isBetter: (Element, Element) -> Bool
  private(set) var found: [Element] = []

  init(limit: Int, _ isBetter: @escaping (Element, Element) -> Bool) {
    self.limit = limit
    self.isBetter = isBetter
  }

  func wants(_ element: Element) -> Bool {
    guard found.count == limit, let worst = found.last else { return true }
    return isBetter(element, worst)
  }

  mutating func add(_ element: Element) {
    var low = 0
    var high = found.count
    while low < high {
      let middle = (low + high) / 2
      if isBetter(found[middle], element) { low = middle + 1 } else { high = middle }
    }
    found.insert(element, at: low)
    if found.count > limit { found.removeLast() }
  }
}
