extension Duration {
  /// Whole nanoseconds; a call never lasts the 292 years that would not fit.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }

  /// Whole microseconds.
  var microseconds: Int64 { nanoseconds / 1_000 }
}
