import Quantities

extension SurplusBand {
  /// What an institution is paid once surplus and deficit are shared (结余留用、合理超支分担), in fen.
  ///
  /// - Parameters:
  ///   - booked: booked to the fund, less what audits took off (费用明细审核扣减后的记账金额: DIP 3.0
  ///     draft, pp. 83–84).
  ///   - due: what DIP earns after assessment and audit deductions.
  ///
  /// Bands compare by cross products. Without an amount above zero on both sides there is no ratio:
  /// then what is due is paid as it is.
  static func payment(booked: BigRatio, due: BigRatio, _ policy: PaymentPolicy) -> BigRatio {
    guard !policy.surplusBands.isEmpty, due > .zero,
      policy.bandBase == .due || booked > .zero
    else { return due }
    let (base, compared) = policy.bandBase == .due ? (due, booked) : (booked, due)
    switch policy.bandMode {
    case .whole:
      guard let band = band(of: compared, to: base, policy.surplusBands) else { return due }
      return booked * BigRatio(band.bookedShare) + due * BigRatio(band.dueShare)
    case .marginal:
      return policy.surplusBands.reduce(base) { payment, band in
        let slope = policy.bandBase == .due ? band.bookedShare : band.dueShare
        return payment + band.slice(of: compared, beyond: base) * BigRatio(slope)
      }
    }
  }

  private static func band(
    of compared: BigRatio, to base: BigRatio, _ bands: [SurplusBand]
  ) -> SurplusBand? {
    bands.first { band in
      guard let upper = band.interval.upper else { return true }
      let end = base * BigRatio(upper)
      return band.interval.upperInclusive ? compared <= end : compared < end
    }
  }

  /// The part of `compared − base` that lies in the band, with its sign.
  private func slice(of compared: BigRatio, beyond base: BigRatio) -> BigRatio {
    let lower = base * BigRatio(interval.lower)
    let upper = interval.upper.map { base * BigRatio($0) }
    func within(_ amount: BigRatio) -> BigRatio {
      let raised = max(amount, lower)
      return upper.map { min(raised, $0) } ?? raised
    }
    return within(compared) - within(base)
  }
}
