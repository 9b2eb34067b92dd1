#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// A value that only one thread touches at a time.
///
/// A pthread mutex and not `Synchronization.Mutex`: ThreadSanitizer does not see the latter's futex
/// and reports races that do not exist. Inlinable, because the mesh takes such a lock many times a
/// call.
public final class Guarded<Value>: @unchecked Sendable {
  @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline var value: Value

  @inlinable
  public init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    #if canImport(Glibc)
      // The other thread is mostly about to leave: looking a few times costs less than sleeping.
      var attributes = pthread_mutexattr_t()
      pthread_mutexattr_init(&attributes)
      pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ADAPTIVE_NP))
      let status = pthread_mutex_init(mutex, &attributes)
      pthread_mutexattr_destroy(&attributes)
    #else
      let status = pthread_mutex_init(mutex, nil)
    #endif
    precondition(status == 0, "a mutex needs only memory")
  }

  @inlinable
  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs the body alone. It must not wait for another thread that takes the same lock.
  @inlinable
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
