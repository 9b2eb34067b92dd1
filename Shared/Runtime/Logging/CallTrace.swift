import Logging
import Mesh

/// Puts the trace of the call that is being handled on every log line of its handler.
public enum CallTrace {
  public static let metadataProvider = Logger.MetadataProvider {
    guard let context = ServerContext.current else { return [:] }
    var facts: Logger.Metadata = ["method": "\(context.method.fullName)"]
    if let parent = context.traceParent, let trace = TraceParent(parent) {
      facts["trace"] = "\(trace.traceID)"
    }
    return facts
  }
}
