/// One page of a list and where the next one begins.
public struct Page<Item: Sendable>: Sendable {
  public let items: [Item]
  /// Key of the last item; nil on the last page.
  public let next: String?

  /// The only page of a list without items.
  public static var none: Page { Page([], limit: 0, key: { _ in "" }) }

  init(_ items: [Item], limit: Int, key: (Item) -> String) {
    // One more than asked for was read, to know whether there is another page.
    self.items = Array(items.prefix(limit))
    next = items.count > limit ? self.items.last.map(key) : nil
  }
}
