/// The upper end of a band as one comparison without a branch: the cost lies beyond it when
/// `cost × costFactor ≥ reference × referenceFactor + addend`, both sides within 64 bits. The factor
/// of the cost is the same for all bands of a policy, so a cost is multiplied once.
struct BandEnd: Sendable {
  let referenceFactor: Int64
  /// 1 where the end belongs to the band.
  let addend: Int64

  /// `cost ÷ reference < numerator ÷ denominator`, or `≤` when inclusive; nil when the comparison
  /// could leave 64 bits for some reference of 32 bits.
  ///
  /// - Parameter costFactor: a multiple of the denominator.
  init?(numerator: Int64, denominator: Int64, isInclusive: Bool, costFactor: Int64) {
    guard denominator > 0, costFactor % denominator == 0, numerator >= 0 else { return nil }
    let (factor, overflow) = numerator.multipliedReportingOverflow(by: costFactor / denominator)
    guard !overflow, factor < Int64(Int32.max) else { return nil }
    referenceFactor = factor
    addend = isInclusive ? 1 : 0
  }

  /// 1 or 0, for a cost that was multiplied and a reference of at most 32 bits.
  @inline(__always)
  func isPassed(scaledCost: Int64, reference: Int64) -> Int {
    // From the sign, because the compiler makes a branch of a condition.
    1 &+ Int(truncatingIfNeeded: (scaledCost &- (reference &* referenceFactor &+ addend)) &>> 63)
  }
}

/// Whether a cost lies between the two ends of the normal band, as one comparison: its distance from
/// the first is less than that of the second, and a negative distance is a huge number without sign.
struct NormalRange: Sendable {
  private let startFactor: Int64
  private let startAddend: Int64
  private let widthFactor: Int64
  private let widthAddend: Int64

  /// nil stands for the start of the first band, and for the end of the last one.
  init(start: BandEnd?, end: BandEnd?) {
    startFactor = start?.referenceFactor ?? 0
    startAddend = start?.addend ?? 0
    widthFactor = end.map { [startFactor] in $0.referenceFactor - startFactor } ?? 0
    widthAddend = end.map { [startAddend] in $0.addend - startAddend } ?? .min
  }

  /// 1 or 0, for a cost that was multiplied; says nothing when the reference is zero.
  @inline(__always)
  func isLeft(scaledCost: Int64, reference: Int64) -> Int {
    let distance = scaledCost &- (reference &* startFactor &+ startAddend)
    let width = reference &* widthFactor &+ widthAddend
    return UInt64(bitPattern: distance) >= UInt64(bitPattern: width) ? 1 : 0
  }
}
