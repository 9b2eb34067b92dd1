/// A value that travels on the mesh: generated from the contract in `Shared/Proto`.
///
/// Two values that are equal have the same bytes; the bytes are those that any protobuf
/// implementation writes for the same fields in the order of their numbers.
public protocol Message: Sendable, Hashable {
  /// Package and name in the contract, for example `healthmesh.dip.v1.EstimateRequest`.
  static var fullName: String { get }

  /// The message with every field at its default.
  init()

  /// The protobuf bytes of this value.
  ///
  /// - Throws: `CodingError.embeddedNUL` when a text holds U+0000, which C strings cannot carry;
  ///   `CodingError.overLong` when the result would exceed 2 GiB.
  func encoded() throws(CodingError) -> [UInt8]

  /// Reads protobuf bytes that come from somebody else.
  ///
  /// Nothing is taken on trust: the bytes are scanned against the contract first, which finds out
  /// how much memory they need, and only then unpacked.
  init(encoded bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(CodingError)
}

extension Message {
  /// Reads protobuf bytes that come from somebody else.
  public init(encoded bytes: [UInt8], limits: DecodingLimits = .standard) throws(CodingError) {
    let decoded: Result<Self, CodingError> = bytes.withUnsafeBytes { buffer in
      do throws(CodingError) {
        return .success(try Self(encoded: buffer, limits: limits))
      } catch {
        return .failure(error)
      }
    }
    self = try decoded.get()
  }

  /// Reads protobuf bytes that come from somebody else, within the standard limits.
  public init(encoded bytes: UnsafeRawBufferPointer) throws(CodingError) {
    try self.init(encoded: bytes, limits: .standard)
  }
}
