import Quantities
import Testing

@testable import DIPDomain

@Suite struct SurplusBandTests {
  private static func band(
    _ lower: String, _ upper: String?, _ booked: String, _ due: String, inclusive: Bool = false,
    lowerInclusive: Bool = true
  ) throws -> SurplusBand {
    SurplusBand(
      interval: Interval(
        lower: try Decimal(parsing: lower), lowerInclusive: lowerInclusive,
        upper: try upper.map { try Decimal(parsing: $0) }, upperInclusive: inclusive),
      bookedShare: try Decimal(parsing: booked), dueShare: try Decimal(parsing: due))
  }

  /// Below 85 % what was booked, to 100 % what is due, to 110 % the fund bears 60 % of the excess,
  /// above nothing more.
  static let vector: [SurplusBand] =
    (try? [
      band("0", "0.85", "1", "0"), band("0.85", "1", "0", "1", inclusive: true),
      band("1", "1.1", "0.6", "0.4", inclusive: true, lowerInclusive: false),
      band("1.1", nil, "0", "1.06", lowerInclusive: false),
    ]) ?? []

  private func pay(_ booked: Int64, _ due: Int64, _ policy: PaymentPolicy) throws -> Int64 {
    try SurplusBand.payment(
      booked: BigRatio(WideInteger(booked), 1), due: BigRatio(WideInteger(due), 1), policy
    ).fen(.halfUp).fen
  }

  /// The vectors BAND-*, in yuan as if they were fen.
  @Test(arguments: [
    (8_000_000, 8_000_000), (8_500_000, 10_000_000), (9_500_000, 10_000_000),
    (10_000_000, 10_000_000), (11_000_000, 10_600_000),
  ])
  func wholeBands(booked: Int64, expected: Int64) throws {
    #expect(try pay(booked, 10_000_000, PaymentPolicy(surplusBands: Self.vector)) == expected)
  }

  /// The same shares slice by slice. At 8 000 000: nothing changes down to 8 500 000, then every yuan
  /// less booked is a yuan less paid: 9 500 000. At 12 000 000: 60 % of the first million.
  @Test(arguments: [
    (8_000_000, 9_500_000), (8_500_000, 10_000_000), (9_500_000, 10_000_000),
    (10_500_000, 10_300_000), (11_000_000, 10_600_000), (12_000_000, 10_600_000),
    (0, 1_500_000),
  ])
  func marginalBands(booked: Int64, expected: Int64) throws {
    let policy = PaymentPolicy(surplusBands: Self.vector, bandMode: .marginal)
    #expect(try pay(booked, 10_000_000, policy) == expected)
  }

  /// Base booked: of 12 000 000 earned on 10 000 000 booked, the tenth above is kept whole and half of
  /// the rest; of 8 000 000 earned the fund bears three fifths of what is missing.
  @Test(arguments: [
    (12_000_000, 11_500_000), (11_000_000, 11_000_000), (10_000_000, 10_000_000),
    (8_000_000, 9_200_000),
  ])
  func baseBooked(due: Int64, expected: Int64) throws {
    let bands = try [
      Self.band("0", "1", "0.6", "0.4"), Self.band("1", "1.1", "0", "1"),
      Self.band("1.1", nil, "0.5", "0.5"),
    ]
    let policy = PaymentPolicy(surplusBands: bands, bandBase: .booked, bandMode: .marginal)
    #expect(try pay(10_000_000, due, policy) == expected)
  }

  /// Without a ratio what is due is paid as it is: also when audits took more than was earned.
  @Test func withoutARatio() throws {
    let policy = PaymentPolicy(surplusBands: Self.vector)
    #expect(try pay(5, 0, policy) == 0)
    #expect(try pay(5, -700, policy) == -700)
    let booked = PaymentPolicy(surplusBands: Self.vector, bandBase: .booked)
    #expect(try pay(0, 800, booked) == 800)
  }

  /// Marginal bands with shares of 0…1 never jump and never pay less for more, at due and at booked;
  /// and they keep what an independent slice by slice calculation gives.
  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func marginalBandsAreMonotonousAndContinuous(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var edges = (0..<3).map { _ in random.integer(in: 1...30) }.sorted()
    edges = Array(Set(edges)).sorted()
    var bands: [SurplusBand] = []
    for place in 0...edges.count {
      bands.append(
        SurplusBand(
          interval: Interval(
            lower: place == 0
              ? .zero : try Decimal(coefficient: Int128(edges[place - 1]), scale: 1),
            upper: place == edges.count
              ? nil : try Decimal(coefficient: Int128(edges[place]), scale: 1)),
          bookedShare: try Decimal(coefficient: Int128(random.integer(in: 0...10)), scale: 1),
          dueShare: try Decimal(coefficient: Int128(random.integer(in: 0...10)), scale: 1)))
    }
    for base in [SurplusBand.Base.due, .booked] {
      let policy = PaymentPolicy(surplusBands: bands, bandBase: base, bandMode: .marginal)
      var last: Int64?
      for step in 0...60 {
        let compared = Int64(step) * 10_000
        let paid =
          base == .due ? try pay(compared, 200_000, policy) : try pay(200_000, compared, policy)
        guard base == .due || compared > 0 else { continue }
        if let last {
          #expect(paid >= last, "seed \(seed)")
          #expect(paid - last <= 10_000, "seed \(seed)")
        }
        last = paid
        #expect(
          paid == naive(compared, base: 200_000, base == .due ? \.bookedShare : \.dueShare, bands),
          "seed \(seed)")
      }
    }
  }

  /// Walks from the base to the compared amount fen thousand by fen thousand; ends and shares are tenths.
  private func naive(
    _ compared: Int64, base: Int64, _ share: KeyPath<SurplusBand, Decimal>, _ bands: [SurplusBand]
  ) -> Int64 {
    func tenths(_ decimal: Decimal) -> Int64 {
      (try? decimal.scaled(to: 1)).flatMap { Int64(exactly: $0) } ?? 0
    }
    var paid = base
    let step: Int64 = compared < base ? -1 : 1
    var at = base / 1000
    while at != compared / 1000 {
      // The middle of the step decides which band it lies in; edges are multiples of steps.
      let middle = (2 * at + step) * 500
      let band = bands.first { band in
        band.interval.upper.map { middle * 10 < tenths($0) * base } ?? true
      }
      if let band { paid += tenths(band[keyPath: share]) * step * 100 }
      at += step
    }
    return paid
  }
}
