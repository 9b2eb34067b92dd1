/// Bytes that a transport owns, for example a received frame; they never change.
public protocol PayloadStorage: AnyObject, Sendable {
  /// Valid as long as the object lives.
  var bytes: UnsafeRawBufferPointer { get }
}

/// The body of a message: immutable bytes, passed on without copying and without looking inside.
public struct Payload: Sendable {
  @usableFromInline
  enum Content: Sendable {
    case array([UInt8])
    case foreign(any PayloadStorage)
  }

  @usableFromInline let content: Content

  @inlinable
  public init(_ bytes: [UInt8]) {
    content = .array(bytes)
  }

  public init(_ storage: any PayloadStorage) {
    content = .foreign(storage)
  }

  public static let empty = Payload([])

  /// Up to this size, copying bytes costs less than keeping a transport's storage.
  static let smallBytes = 512

  public var count: Int {
    switch content {
    case .array(let bytes): bytes.count
    case .foreign(let storage): storage.bytes.count
    }
  }

  /// The transport's own storage, when the bytes came from one: it can send them on as they are.
  public var storage: (any PayloadStorage)? {
    if case .foreign(let storage) = content { return storage }
    return nil
  }

  @inlinable
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch content {
    case .array(let bytes):
      // The standard library's method rethrows untyped; a Result carries the typed error out.
      let result: Swift.Result<Result, Failure> = bytes.withUnsafeBytes { buffer in
        do throws(Failure) { return .success(try body(buffer)) } catch { return .failure(error) }
      }
      return try result.get()
    case .foreign(let storage):
      return try withExtendedLifetime(storage) { () throws(Failure) in try body(storage.bytes) }
    }
  }

  /// The same, without a transport's storage when it is small.
  var detached: Payload {
    storage != nil && count <= Payload.smallBytes ? Payload(array) : self
  }

  /// A copy of the bytes.
  public var array: [UInt8] {
    if case .array(let bytes) = content { return bytes }
    return withUnsafeBytes { [UInt8]($0) }
  }
}

extension Payload: Hashable {
  public static func == (left: Payload, right: Payload) -> Bool { left.array == right.array }
  public func hash(into hasher: inout Hasher) { hasher.combine(array) }
}
