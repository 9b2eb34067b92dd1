import Quantities

/// A validated list on its way into `CaseColumns`: texts and codes point into memory that lasts for
/// one call.
struct CaseRow {
  var row: Int32
  var id: UnsafeBufferPointer<UInt8>
  var version: Int32
  var person: UnsafeBufferPointer<UInt8>
  var institution: UnsafeBufferPointer<UInt8>
  var insurance: InsuranceType
  var area: Int32
  var gender: Gender
  var birthDay: Day
  var admission: LocalMinute
  var discharge: LocalMinute
  var dischargeWay: DischargeWay
  /// 0 when not stated.
  var birthWeightGrams: Int32
  var diagnoses: UnsafeBufferPointer<CodeKey>
  var diagnosisText: UnsafeBufferPointer<UInt8>
  var procedures: UnsafeBufferPointer<CodeKey>
  var icuDays: Int32
  var cost: CaseCost
}
