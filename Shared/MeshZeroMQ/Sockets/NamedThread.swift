import CZeroMQ
import Glibc

/// Starts threads of the system's own, with a name that `top -H` shows.
enum NamedThread {
  private final class Body {
    let name: String
    let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// Starts a thread that nobody waits for.
  static func start(_ name: String, _ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(name, run))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        czeromq_name_thread(body.name)
        body.run()
        return nil
      }, body.toOpaque())
    precondition(result == 0, "the process has no thread left")
    pthread_detach(thread)
  }
}
