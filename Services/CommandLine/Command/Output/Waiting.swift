import Quantities

/// Tells a person at a terminal that an answer is still being computed, and for how long.
enum Waiting {
  /// - Parameter title: what is computed.
  static func `for`<Answer: Sendable>(
    _ title: String, _ work: @Sendable () async throws -> Answer
  ) async throws -> Answer {
    guard Terminal.isInteractive else { return try await work() }
    let ticking = Task {
      let clock = ContinuousClock()
      let start = clock.now
      while true {
        // What comes at once needs no word.
        do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
        Terminal.overwrite("\(title)…  \((clock.now - start).components.seconds) s")
      }
    }
    let answer: Result<Answer, any Error>
    do { answer = .success(try await work()) } catch { answer = .failure(error) }
    ticking.cancel()
    await ticking.value
    Terminal.overwrite("")
    return try answer.get()
  }
}
