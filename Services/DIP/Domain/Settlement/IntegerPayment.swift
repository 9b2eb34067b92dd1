import Quantities

/// The payment of single cases in integers (`ScoringTables.payment` without fractions), for scores of
/// so many decimals at one rate.
///
/// It takes the rules that regions use: amounts of cases rounded to decimals at a point value of
/// decimals, and unrounded amounts less the patient's share at any point value.
struct IntegerPayment: Sendable {
  /// What cases add up to; turned into fen once.
  struct Sums: Sendable {
    /// Of rounded amounts, × 10^decimals yuan.
    fileprivate var units: Int128 = 0
    /// Of unrounded ones: scores, and patients' shares in fen.
    fileprivate var scores: Int128 = 0
    fileprivate var patient: Int128 = 0
  }

  private enum Form: Sendable {
    /// standard = score × factor ÷ divisor, rounded by a mode.
    case rounded(factor: Int128, divisor: Int128, mode: RoundingMode)
    /// score × 2^64 beyond patient × (limit + 1) leaves something to pay; up to patient × limit nothing.
    case unrounded(limit: UInt128)
  }

  private let rate: PaymentRate
  private let form: Form
  private let subtractsPatient: Bool
  /// Decimals of a score and of an amount.
  private let scoreUnit: Int128
  private let amountScale: Int
  /// What a patient's share in fen is multiplied by to count like an amount.
  private let patientFactor: Int128
  private let standardFactor: Int128
  /// From `amountScale` to the decimals of `rounding.case_fund`; nil where it is exact.
  private let fund: (scaling: DecimalScaling, mode: RoundingMode, scale: Int)?
  /// Scores below have products within 128 bits.
  static let highestScore = Int128(1) << 62

  /// nil for rules and rates of another kind.
  init?(_ policy: Policy, _ rate: PaymentRate) {
    guard case .decimals(let scoreScale, _) = policy.rounding[.caseScore],
      let payRatio = rate.payRatio, payRatio > .zero, rate.pointValue > .zero
    else { return nil }
    self.rate = rate
    scoreUnit = PowersOfTen.int128(scoreScale)
    subtractsPatient = policy.payment.payable == .scoreRateMinusPatient
    let fundRounding = policy.rounding[.caseFund]
    switch policy.rounding[.caseStandard] {
    case .decimals(let scale, let mode):
      let value = rate.pointValue.reduced
      guard let top = value.numerator.int128, let bottom = value.denominator.int128,
        top < 1 << 62,
        let factor = try? checkedProduct(top, PowersOfTen.int128(scale)), factor < 1 << 62,
        let divisor = try? checkedProduct(bottom, scoreUnit), divisor < 1 << 124
      else { return nil }
      form = .rounded(factor: factor, divisor: divisor, mode: mode)
      amountScale = max(scale, 2)
      standardFactor = PowersOfTen.int128(amountScale - scale)
    case .exact:
      // One fen is so many units of a score: 10^decimals ÷ (100 × point value).
      guard subtractsPatient, fundRounding == .exact,
        let perFen = (BigRatio(WideInteger(scoreUnit), 100)).divided(by: rate.pointValue),
        let limit = (perFen * BigRatio(WideInteger(Int128(1) << 64), 1)).floor.int128,
        limit < 1 << 94
      else { return nil }
      form = .unrounded(limit: UInt128(limit))
      amountScale = 2
      standardFactor = 1
    }
    patientFactor = PowersOfTen.int128(amountScale - 2)
    if case .decimals(let scale, let mode) = fundRounding {
      // A rounded amount times a pay ratio is no decimal.
      guard subtractsPatient, let scaling = DecimalScaling(from: amountScale, to: scale) else {
        return nil
      }
      fund = (scaling, mode, scale)
    } else {
      fund = nil
    }
  }

  /// Adds a case; a score is not negative and below `highestScore`.
  @inline(__always)
  func add(_ score: Int128, patient: UInt32, to sums: inout Sums) {
    switch form {
    case .rounded(let factor, let divisor, let mode):
      var amount = mode.quotient(score &* factor, divisor) &* standardFactor
      if subtractsPatient { amount = max(amount &- Int128(patient) &* patientFactor, 0) }
      if let fund {
        amount = fund.mode.quotient(
          amount &* Int128(fund.scaling.multiplier), Int128(fund.scaling.divisor))
      }
      sums.units &+= amount
    case .unrounded(let limit):
      let scaled = UInt128(truncatingIfNeeded: score) &<< 64
      let known = UInt128(patient) &* limit
      let isPaid =
        scaled > known &+ UInt128(patient)
        || (scaled > known && isExactlyPaid(score, patient: patient))
      sums.scores &+= isPaid ? score : 0
      sums.patient &+= isPaid ? Int128(patient) : 0
    }
  }

  private func isExactlyPaid(_ score: Int128, patient: UInt32) -> Bool {
    standard(score) > BigRatio(WideInteger(Int128(patient)), 1)
  }

  /// score × point value in fen, exact.
  private func standard(_ score: Int128) -> BigRatio {
    BigRatio(WideInteger(score), WideInteger(scoreUnit)) * rate.pointValue * BigRatio(100, 1)
  }

  /// What the cases earn, in fen.
  func fen(_ sums: Sums) -> BigRatio {
    switch form {
    case .unrounded:
      return standard(sums.scores) - BigRatio(WideInteger(sums.patient), 1)
    case .rounded:
      let scale = fund?.scale ?? amountScale
      let amount =
        BigRatio(WideInteger(sums.units), WideInteger(PowersOfTen.int128(scale)))
        * BigRatio(100, 1)
      guard !subtractsPatient, let payRatio = rate.payRatio else { return amount }
      return amount * payRatio
    }
  }
}

extension IntegerPayment.Sums {
  mutating func add(_ other: IntegerPayment.Sums) {
    units += other.units
    scores += other.scores
    patient += other.patient
  }
}
