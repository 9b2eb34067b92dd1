import Dispatch
import Glibc

/// SIGTERM, SIGINT and SIGHUP as values, instead of the sudden death they bring by default.
public struct TerminationSignals: Sendable {
  private static let numbers = [SIGTERM, SIGINT, SIGHUP]

  /// The signals as they come, from now on.
  public static func stream() -> AsyncStream<Int32> {
    // A peer that closes its end must not kill the process either.
    signal(SIGPIPE, SIG_IGN)
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    let sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
    let held = SignalSources(sources)
    continuation.onTermination = { _ in held.cancel() }
    return stream
  }
}

/// Keeps the sources alive as long as somebody listens.
private final class SignalSources: @unchecked Sendable {
  private let sources: [any DispatchSourceSignal]

  init(_ sources: [any DispatchSourceSignal]) { self.sources = sources }

  func cancel() {
    for source in sources { source.cancel() }
  }
}
