import Quantities

/// The code of the problem that the body throws; nil when it throws none or something else.
func code<T>(_ body: () throws -> T) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? Problem)?.code
  }
}
