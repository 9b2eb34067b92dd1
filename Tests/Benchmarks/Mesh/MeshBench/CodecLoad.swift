import Mesh
import Messages

/// Settlement lists as packed columns, ten columns of 10 000 rows: to bytes and back.
struct CodecLoad {
  let seconds: Double
  private let rows = 10_000

  /// Rows/s encoded, rows/s decoded.
  func run() throws -> String {
    let columns = columns()
    let bytes = try columns.encoded()
    let decoded = try Dip.SettlementListColumns(encoded: bytes)
    precondition(decoded == columns)
    let encoding = try rate { try columns.encoded().count }
    let decoding = try rate { try Dip.SettlementListColumns(encoded: bytes).version.count }
    return "\(Int(encoding)) \(Int(decoding))"
  }

  private func columns() -> Dip.SettlementListColumns {
    var columns = Dip.SettlementListColumns()
    func fill<T: FixedWidthInteger>(_ bound: Int) -> [T] {
      (0..<rows).map { T(truncatingIfNeeded: ($0 &* 2_654_435_761) % bound) }
    }
    columns.version = fill(3)
    columns.institutionCode = fill(500)
    columns.areaCode = fill(40)
    columns.birthDay = fill(20_000)
    columns.admissionMinute = fill(30_000_000)
    columns.dischargeMinute = fill(30_000_000)
    columns.diagnosisCount = fill(12)
    columns.totalCostFen = fill(90_000_000)
    columns.fundPaidFen = fill(60_000_000)
    columns.drugFen = fill(9_000_000)
    return columns
  }

  private func rate(_ body: () throws -> Int) throws -> Double {
    let clock = MeshClock.system
    let start = clock.now()
    let end = start + UInt64(seconds * 1e9)
    var rounds = 0
    var now = start
    while now < end {
      guard try body() > 0 else { break }
      rounds += 1
      now = clock.now()
    }
    return Double(rounds * rows) / (Double(now - start) / 1e9)
  }
}
