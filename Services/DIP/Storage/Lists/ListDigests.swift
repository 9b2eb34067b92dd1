import DIPDomain
import Quantities
import Tabular

/// SHA-256 of the content of each list of a batch: tells a repeated version from a contradicting
/// one, and identifies the inputs of a settlement.
public struct ListDigests: Sendable {
  public static let size = 32
  /// Digest after digest, in the order of the lists.
  public private(set) var bytes: [UInt8] = []

  public init(of lists: CaseColumns) {
    bytes.reserveCapacity(lists.count * Self.size)
    var buffer: [UInt8] = []
    for index in 0..<lists.count {
      buffer.removeAll(keepingCapacity: true)
      Self.encode(lists, index, into: &buffer)
      var hasher = SHA256Hasher()
      hasher.update(buffer)
      bytes += hasher.finish().bytes
    }
  }

  /// The digest of one list.
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[index * Self.size..<(index + 1) * Self.size]
  }

  /// Every field of the list: texts with their length before them, numbers in eight bytes.
  private static func encode(_ lists: CaseColumns, _ index: Int, into buffer: inout [UInt8]) {
    let cost = lists.costs[index]
    append(lists.id(index), to: &buffer)
    append(lists.person(index), to: &buffer)
    append(lists.institutionCodes[lists.institutions[index]], to: &buffer)
    append(lists.diagnosisText(index), to: &buffer)
    append(lists.procedureText(index), to: &buffer)
    append(Int64(lists.versions[index]), to: &buffer)
    append(Int64(lists.insurances[index].rawValue), to: &buffer)
    append(Int64(lists.areas[index]), to: &buffer)
    append(Int64(lists.genders[index].rawValue), to: &buffer)
    append(Int64(lists.birthDays[index].number), to: &buffer)
    append(lists.admissions[index].number, to: &buffer)
    append(lists.discharges[index].number, to: &buffer)
    append(Int64(lists.dischargeWays[index].rawValue), to: &buffer)
    append(Int64(lists.birthWeights[index]), to: &buffer)
    append(Int64(lists.icuDays[index]), to: &buffer)
    for amount in [
      cost.total, cost.fund, cost.patient, cost.drugs, cost.treatment, cost.surgery,
      cost.consumables,
    ] { append(amount.fen, to: &buffer) }
  }

  private static func append(_ text: String, to buffer: inout [UInt8]) {
    append(Int64(text.utf8.count), to: &buffer)
    buffer += text.utf8
  }

  private static func append(_ number: Int64, to buffer: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
  }
}
