import Foundation

/// A thread of the process' own, with a name that debuggers and `top -H` show.
enum NamedThread {
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { body() }
    thread.name = name
    thread.start()
  }
}
