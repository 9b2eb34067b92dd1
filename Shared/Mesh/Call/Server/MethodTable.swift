/// The methods of a server by the bytes of their names: found without making a text of them.
///
/// An open-addressing table, at most half full.
struct MethodTable {
  private var slots: [CompiledRoute?]
  private(set) var count = 0

  init(_ routes: [CompiledRoute]) {
    var capacity = 16
    while capacity < routes.count * 2 { capacity *= 2 }
    slots = Array(repeating: nil, count: capacity)
    for route in routes { insert(route) }
  }

  /// - Precondition: no route of that name is in it.
  mutating func insert(_ route: CompiledRoute) {
    count += 1
    if count * 2 > slots.count {
      let known = slots.compactMap { $0 }
      slots = Array(repeating: nil, count: slots.count * 2)
      for route in known { place(route) }
    }
    place(route)
  }

  private mutating func place(_ route: CompiledRoute) {
    var index = route.name.withUnsafeBytes(MethodTable.hash) & mask
    while slots[index] != nil { index = (index + 1) & mask }
    slots[index] = route
  }

  private var mask: Int { slots.count - 1 }

  func find(_ name: UnsafeRawBufferPointer) -> CompiledRoute? {
    var index = MethodTable.hash(name) & mask
    while let route = slots[index] {
      if route.name.count == name.count,
        route.name.withUnsafeBytes({ name.elementsEqual($0) })
      {
        return route
      }
      index = (index + 1) & mask
    }
    return nil
  }

  /// FNV-1a over eight bytes at a time.
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var offset = 0
    while offset + 8 <= name.count {
      hash = (hash ^ name.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x100_0000_01B3
      offset += 8
    }
    while offset < name.count {
      hash = (hash ^ UInt64(name[offset])) &* 0x100_0000_01B3
      offset += 1
    }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
  }
}

/// A route with the interceptors that concern it, put together once.
final class CompiledRoute: Sendable {
  let descriptor: MethodDescriptor
  let handler: MethodHandler
  let interceptors: InterceptorChain?
  let name: [UInt8]
  let isInline: Bool
  let executor: (any TaskExecutor)?
  let maximumRequestBytes: Int
  let defaultTimeoutNanoseconds: UInt64

  init(_ route: MethodRoute, interceptors: [any ServerInterceptor]) {
    descriptor = route.descriptor
    executor = route.executor
    self.interceptors = InterceptorChain(interceptors.map { $0.specialized(for: route.descriptor) })
    handler = CompiledRoute.wrap(route.handler, descriptor, interceptors)
    isInline = if case .inline = self.handler { true } else { false }
    maximumRequestBytes = descriptor.maximumRequestBytes
    name = Array(descriptor.fullName.utf8)
    defaultTimeoutNanoseconds = descriptor.defaultTimeout.clampedNanoseconds
  }

  private static func wrap(
    _ handler: MethodHandler, _ descriptor: MethodDescriptor,
    _ interceptors: [any ServerInterceptor]
  ) -> MethodHandler {
    let wrappers = interceptors.compactMap { $0 as? any AsyncServerInterceptor }
      .filter { $0.applies(to: descriptor) }
    guard !wrappers.isEmpty else { return handler }
    var next: @Sendable (Payload, ServerContext) async throws -> Payload
    switch handler {
    case .inline(let body): next = { try body($0, $1) }
    case .unary(let body): next = body
    default: return handler
    }
    for wrapper in wrappers.reversed() {
      let inner = next
      next = { try await wrapper.intercept($0, $1, next: inner) }
    }
    return .unary(next)
  }
}
