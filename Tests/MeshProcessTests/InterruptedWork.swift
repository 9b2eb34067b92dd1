import LocalMesh
import Mesh
import Quantities
import Testing

/// Numbered pieces of work, done by several callers at a time, while a process is killed and
/// started again. A caller repeats its piece, with the same key, until it is acknowledged.
struct InterruptedWork: Sendable {
  let mesh: RunningMesh
  let process: MeshProcess
  let pieces: Int
  var kills = 3
  var callers = 4

  /// - Parameter piece: does piece n with the options given; answers what was acknowledged.
  /// - Returns: what was acknowledged, by piece.
  func run<Answer: Sendable>(
    _ piece: @escaping @Sendable (Int, CallOptions) async throws -> Answer
  ) async throws -> [Int: Answer] {
    let answers = Guarded<[Int: Answer]>([:])
    let failures = Guarded(0)
    let isBroken = Guarded(false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<callers {
        group.addTask {
          for number in stride(from: caller, to: pieces, by: callers) {
            do {
              let answer = try await untilAcknowledged(number, failures, piece)
              answers.withLock { $0[number] = answer }
            } catch {
              isBroken.withLock { $0 = true }
              throw error
            }
          }
        }
      }
      for kill in 1...kills {
        let threshold = kill * pieces / (kills + 1)
        while answers.withLock({ $0.count }) < threshold, !isBroken.withLock({ $0 }) {
          try await Task.sleep(for: .milliseconds(1))
        }
        await mesh.mesh.kill(process)
        try await mesh.restart(process)
      }
      try await group.waitForAll()
    }
    #expect(failures.withLock { $0 } > 0, "no call met a dead process: the test tested nothing")
    return answers.withLock { $0 }
  }

  private func untilAcknowledged<Answer>(
    _ number: Int, _ failures: Guarded<Int>,
    _ piece: @Sendable (Int, CallOptions) async throws -> Answer
  ) async throws -> Answer {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while true {
      do {
        return try await piece(number, .once(key: "piece-\(number)", timeout: .seconds(10)))
      } catch let error as RPCError where error.code == .unavailable && clock.now < end {
        failures.withLock { $0 += 1 }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }
}
