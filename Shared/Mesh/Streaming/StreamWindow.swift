/// How much of a stream may be under way before its consumer has taken it.
///
/// 256 items keep a loopback connection busy (some 2 ms of work); 4 MiB hold four of the largest
/// chunks that bulk data should be sent in. The last item may go over the bytes, so the most a
/// stream buffers is `bytes` plus one message, and the same again in the consumer's hands.
public struct StreamWindow: Sendable, Hashable {
  public var items: Int
  public var bytes: Int

  public init(items: Int = 256, bytes: Int = 4 << 20) {
    precondition(items > 0 && bytes > 0, "a window without room is a dead stream")
    self.items = items
    self.bytes = bytes
  }
}
