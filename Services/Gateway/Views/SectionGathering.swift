import Mesh
import Messages
import Quantities

/// What one section of a view got from its service, and how that went.
struct Section<Content: Sendable>: Sendable {
  let status: Gateway.SectionStatus
  let content: Content?
}

/// Asks the services of a view in parallel under one deadline, so that a dead or slow service
/// costs its own section and not the view.
struct SectionGathering: Sendable {
  /// Least time a section gets: a view with an almost spent deadline still tells who is alive.
  private static let patience: Duration = .milliseconds(1500)

  let clock = ContinuousClock()
  let now: @Sendable () -> String
  /// Who asks, for the services' own authorisation.
  let caller: Metadata

  /// Runs one section's calls; never throws.
  func section<Content: Sendable>(
    of peer: ServicePeer, _ calls: @Sendable (MeshClient, CallOptions) async throws -> Content?
  ) async -> Section<Content> {
    // One attempt: a view shows how things are, and does not wait for them to get better.
    let options = CallOptions(timeout: Self.patience, metadata: caller, retry: .never)
    let start = clock.now
    var status = Gateway.SectionStatus()
    status.service = peer.name
    var content: Content?
    do {
      content = try await calls(peer.client, options)
      status.state = content == nil ? .empty : .ok
    } catch let error as RPCError {
      Self.mark(&status, with: error)
    } catch {
      status.state = .failed
      status.reason = "GATEWAY_SECTION_FAILED"
    }
    status.answeredAt = now()
    let elapsed = (clock.now - start).components
    status.tookMilliseconds = UInt32(
      clamping: elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000)
    return Section(status: status, content: content)
  }

  private static func mark(_ status: inout Gateway.SectionStatus, with error: RPCError) {
    switch error.code {
    case .notFound: status.state = .empty
    case .unavailable, .deadlineExceeded: status.state = .unavailable
    default: status.state = .failed
    }
    status.reason = error.reason
    var message = Common.Bilingual()
    message.zh = error.messageZh
    message.en = error.messageEn
    status.message = message
  }
}
