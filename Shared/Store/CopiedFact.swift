/// One version of a fact as another service knows it.
public struct CopiedFact: Sendable, Hashable {
  /// Name by which that service's events call it.
  public var owner: String
  /// Tells the facts of one owner apart; mostly the same as the owner.
  public var key: String
  /// Days since 1970-01-01.
  public var validFrom: Int32
  /// First day it no longer holds; nil while it holds.
  public var validTo: Int32?
  /// The fact, encoded.
  public var content: [UInt8]

  public init(
    owner: String, key: String, validFrom: Int32, validTo: Int32?, content: [UInt8]
  ) {
    self.owner = owner
    self.key = key
    self.validFrom = validFrom
    self.validTo = validTo
    self.content = content
  }
}
