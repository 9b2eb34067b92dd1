extension Database {
  /// Bounds and waits of a database.
  public struct Options: Sendable {
    /// Reads that run at once; more wait their turn.
    public var readers: Int
    /// How long a statement waits for a lock of another process (a backup tool, say).
    public var busyTimeoutMilliseconds: Int
    /// Page cache of each connection.
    public var cacheKiB: Int
    /// Size the write-ahead log is cut back to after a big import.
    public var journalBytes: Int
    /// Largest size of the database in pages of 4 KiB; nil leaves the disk as the only bound.
    public var maximumPages: Int?

    public init(
      readers: Int = 4, busyTimeoutMilliseconds: Int = 5_000, cacheKiB: Int = 32 * 1024,
      journalBytes: Int = 64 * 1024 * 1024, maximumPages: Int? = nil
    ) {
      precondition(readers >= 1, "a database needs a reader")
      self.readers = readers
      self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
      self.cacheKiB = cacheKiB
      self.journalBytes = journalBytes
      self.maximumPages = maximumPages
    }
  }
}
