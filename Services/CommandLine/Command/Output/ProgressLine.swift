import Quantities

/// One line on standard error that tells how far a long work is: drawn over in a terminal, and
/// written at most every five seconds into a log.
final class ProgressLine: Sendable {
  private let title: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let drawn: Guarded<ContinuousClock.Instant?>

  init(_ title: String) {
    self.title = title
    start = clock.now
    // A log needs no line for what is done before the first one is due.
    drawn = Guarded(Terminal.isInteractive ? nil : start)
  }

  /// - Parameter fact: what else to tell, such as counts.
  func update(_ done: UInt64, of total: UInt64, _ fact: String = "") {
    let now = clock.now
    let interval: Duration = Terminal.isInteractive ? .milliseconds(100) : .seconds(5)
    let isDue = drawn.withLock { drawn in
      if let last = drawn, now - last < interval { return false }
      drawn = now
      return true
    }
    if isDue { draw(done, total, fact) }
  }

  func finish(_ fact: String) {
    let elapsed = clock.now - start
    let milliseconds =
      elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
    let seconds = "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"
    let text = "\(title): \(fact) (\(seconds) s)"
    if Terminal.isInteractive { Terminal.overwrite("") }
    Terminal.error(text)
  }

  private func draw(_ done: UInt64, _ total: UInt64, _ fact: String) {
    let percent = total == 0 ? 0 : Int(min(100, done * 100 / max(total, 1)))
    let bar =
      String(repeating: "█", count: percent / 4)
      + String(repeating: "░", count: 25 - percent / 4)
    let text = "\(title) \(bar) \(percent) %  \(fact)"
    guard Terminal.isInteractive else { return Terminal.error("\(title): \(percent) %  \(fact)") }
    Terminal.overwrite(text)
  }
}
