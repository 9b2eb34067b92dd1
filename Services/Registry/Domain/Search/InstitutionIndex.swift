import Quantities

/// The institutions of the present knowledge in memory, for questions that look at all of them:
/// search by name, alias, pinyin initials or code, and the nearest ones. Bytes and letters lie one
/// behind the other, so that 50 000 institutions are looked through in about a millisecond.
public struct InstitutionIndex: Sendable {
  /// One version of an institution, as far as the index needs it.
  struct Entry: Sendable {
    let code: RegistryCode
    let validity: Validity
    let kind: InstitutionKind
    let area: AreaCode
    let point: SpherePoint?
    /// Where its lines begin in `text`, and its letters in `letters`.
    let textStart: Int
    let lettersStart: Int
    var isPresent = true
  }

  private(set) var entries: [Entry] = []
  /// Lines of folded names, aliases and codes, each after a line break.
  private(set) var text: [UInt8] = []
  /// Pinyin letters of names and aliases, each behind a zero.
  private(set) var letters: [UInt32] = []
  private var positions: [RegistryCode: [Int]] = [:]
  private var absent = 0

  public init() {}

  public init(_ institutions: [DatedFact<Institution>]) {
    for dated in institutions { append(dated) }
  }

  public var count: Int { entries.count - absent }

  /// What is known now about one institution takes the place of what the index holds.
  public mutating func replace(
    _ code: RegistryCode, with versions: [DatedFact<Institution>]
  ) {
    for position in positions.removeValue(forKey: code) ?? [] {
      entries[position].isPresent = false
      absent += 1
    }
    for version in versions { append(version) }
  }

  /// Whether so much was replaced that it should be built anew.
  public var isWorn: Bool { absent > 1000 && absent > entries.count / 2 }

  private mutating func append(_ dated: DatedFact<Institution>) {
    let institution = dated.fact
    positions[institution.code, default: []].append(entries.count)
    entries.append(
      Entry(
        code: institution.code, validity: dated.validity, kind: institution.kind,
        area: institution.area, point: institution.coordinates.map { SpherePoint($0) },
        textStart: text.count, lettersStart: letters.count))
    let names = [institution.name] + institution.aliases
    let codes = [
      institution.code.text, institution.uscc?.text, institution.insuranceCode?.text,
    ].compactMap { $0 }
    for line in names + codes {
      text.append(Self.lineBreak)
      text += Array(FoldedText(line).text.utf8)
    }
    text.append(Self.lineBreak)
    for name in names { letters += [0] + PinyinInitials.letters(of: name) }
  }

  static let lineBreak = UInt8(ascii: "\n")

  /// Whether an entry holds on a day and is of one of the kinds; no kinds means all.
  func holds(_ position: Int, on day: Day, kinds: Set<InstitutionKind>) -> Bool {
    let entry = entries[position]
    return entry.isPresent && entry.validity.contains(day)
      && (kinds.isEmpty || kinds.contains(entry.kind))
  }
}
