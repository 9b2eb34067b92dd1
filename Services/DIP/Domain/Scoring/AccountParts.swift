import Quantities

/// What the cases of one part of an account add up to.
struct PartSums: Sendable {
  var part: ScorePart
  var sums: AccountSums
  /// Σ scores over the common denominator of the settlement.
  var score: WideInteger
  /// The scores among them that the policy fixes by group; zero where it does not.
  var fixed: BigRatio
}

/// The accounts and parts that a settlement has sums for: one slot for each pair that occurs.
struct AccountSlots: Sendable {
  struct Slot: Sendable, Hashable {
    var account: Int
    var part: ScorePart
  }

  /// In order of account, then part.
  let slots: [Slot]
  private let numbers: [Int32]

  private static let parts = ScorePart.allCases.count

  /// - Parameter occurring: pairs that occur, in any order and as often as they come.
  init(accounts: Int, occurring: [Slot]) {
    var numbers = [Int32](repeating: -1, count: accounts * Self.parts)
    for slot in occurring { numbers[Self.place(slot.account, slot.part)] = 0 }
    var slots: [Slot] = []
    for place in numbers.indices where numbers[place] == 0 {
      numbers[place] = Int32(slots.count)
      slots.append(Slot(account: place / Self.parts, part: ScorePart.allCases[place % Self.parts]))
    }
    self.slots = slots
    self.numbers = numbers
  }

  /// Number of a pair that occurs.
  func number(account: Int, part: ScorePart) -> Int {
    Int(numbers[Self.place(account, part)])
  }

  private static func place(_ account: Int, _ part: ScorePart) -> Int {
    account * parts + Int(part.rawValue)
  }
}
