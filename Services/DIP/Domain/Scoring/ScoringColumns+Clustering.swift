import Quantities

extension ScoringColumns {
  /// Whether the cases of every institution and pool stand together.
  public var isClustered: Bool { count == 0 || !runs.isEmpty }

  /// Index of the first run that ends beyond a case.
  func firstRun(endingBeyond index: Int) -> Int {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].range.upperBound > index { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The same cases in order of institution, pool and group; as they are when the first two are in
  /// order already.
  ///
  /// Nothing in it depends on a policy: it is done once when lists are loaded, and serves every
  /// settlement of them. Institutions and groups are numbered densely, as their tables are.
  public func clustered() -> ScoringColumns {
    guard !isClustered else { return self }
    let pools = Int(highestPool) + 1
    let sites = zip(institution, pool).map { Int($0) * pools + Int($1) }
    let siteCount = (Int(highestInstitution) + 1) * pools
    var order = Array(0..<count)
    order = Self.sorted(order, keyCount: Int(highestGroup) + 3) {
      Int(group[$0] - Self.outOfScope)
    }
    order = Self.sorted(order, keyCount: siteCount) { sites[$0] }
    var runs: [Run] = []
    for (place, index) in order.enumerated() {
      let (institution, pool) = (Int(institution[index]), Int(pool[index]))
      if let last = runs.last, last.institution == institution, last.pool == pool {
        runs[runs.count - 1].range = last.range.lowerBound..<place + 1
      } else {
        runs.append(Run(institution: institution, pool: pool, range: place..<place + 1))
      }
    }
    return ScoringColumns(self, in: order, runs)
  }

  /// Counting sort; equal keys keep their order.
  private static func sorted(
    _ order: [Int], keyCount: Int, _ key: (Int) -> Int
  ) -> [Int] {
    var starts = [Int](repeating: 0, count: keyCount + 1)
    for index in order { starts[key(index) + 1] += 1 }
    for place in 1..<starts.count { starts[place] += starts[place - 1] }
    return [Int](unsafeUninitializedCapacity: order.count) { sorted, count in
      for index in order {
        let place = key(index)
        sorted.initializeElement(at: starts[place], to: index)
        starts[place] += 1
      }
      count = order.count
    }
  }
}
