import Quantities

extension SurplusBand {
  /// The band that `booked ÷ due` falls into, by cross products. A due amount of zero or less has no
  /// ratio: it is paid as it is.
  static func band(booked: BigRatio, due: BigRatio, _ bands: [SurplusBand]) -> SurplusBand? {
    guard due > .zero else { return nil }
    return bands.first { band in
      guard let upper = band.interval.upper else { return true }
      let end = due * BigRatio(upper)
      return band.interval.upperInclusive ? booked <= end : booked < end
    }
  }

  func payment(booked: BigRatio, due: BigRatio) -> BigRatio {
    booked * BigRatio(bookedShare) + due * BigRatio(dueShare)
  }
}
