/// How much a message from somebody else may cost.
///
/// A few bytes can ask for much memory: two bytes are an empty sub-message, which takes a hundred
/// once decoded. The budget therefore grows with the size on the wire, between a floor that any
/// honest small message fits in and a ceiling that no message exceeds.
public struct DecodingLimits: Sendable, Hashable {
  /// Longest message, in bytes on the wire.
  public var maximumBytes: Int
  /// Bytes of memory granted for each byte on the wire.
  public var memoryFactor: Int
  /// Memory granted to every message, in bytes.
  public var memoryFloor: Int
  /// Most memory that any message may take, in bytes.
  public var memoryCeiling: Int
  /// Fields of a newer contract that are skipped; beyond that the message is refused.
  public var maximumUnknownFields: Int

  public init(
    maximumBytes: Int = 64 << 20, memoryFactor: Int = 32, memoryFloor: Int = 64 << 10,
    memoryCeiling: Int = 512 << 20, maximumUnknownFields: Int = 64
  ) {
    self.maximumBytes = maximumBytes
    self.memoryFactor = memoryFactor
    self.memoryFloor = memoryFloor
    self.memoryCeiling = memoryCeiling
    self.maximumUnknownFields = maximumUnknownFields
  }

  /// 64 MiB on the wire, 32 bytes of memory for each byte, never above 512 MiB.
  public static let standard = DecodingLimits()

  /// Memory that a message of `wireBytes` may take, in bytes.
  public func memoryBudget(wireBytes: Int) -> Int {
    let (product, overflow) = wireBytes.multipliedReportingOverflow(by: memoryFactor)
    return min(max(overflow ? .max : product, memoryFloor), memoryCeiling)
  }
}
