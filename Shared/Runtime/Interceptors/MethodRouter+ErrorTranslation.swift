import Mesh

extension MethodRouter {
  /// The same methods, with what their handlers throw translated for callers.
  public func translatingErrors(_ translation: ErrorTranslation) -> MethodRouter {
    var translating = self
    translating.mapHandlers { $0.translatingErrors(translation) }
    return translating
  }
}

extension MethodHandler {
  fileprivate func translatingErrors(_ translation: ErrorTranslation) -> MethodHandler {
    switch self {
    case .inline(let handler):
      .inline { request, context in
        do { return try handler(request, context) } catch {
          throw translation.callerError(error, of: context)
        }
      }
    case .unary(let handler):
      .unary { request, context in
        do { return try await handler(request, context) } catch {
          throw translation.callerError(error, of: context)
        }
      }
    case .serverStreaming(let handler):
      .serverStreaming { request, writer, context in
        do { try await handler(request, writer, context) } catch {
          throw translation.callerError(error, of: context)
        }
      }
    case .clientStreaming(let handler):
      .clientStreaming { stream, context in
        do { return try await handler(stream, context) } catch {
          throw translation.callerError(error, of: context)
        }
      }
    case .bidirectional(let handler):
      .bidirectional { stream, writer, context in
        do { try await handler(stream, writer, context) } catch {
          throw translation.callerError(error, of: context)
        }
      }
    }
  }
}
