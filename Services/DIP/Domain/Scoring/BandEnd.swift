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
