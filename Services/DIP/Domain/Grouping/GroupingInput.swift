import Quantities

/// What grouping looks at in a case; points into memory that lasts for one call.
struct GroupingInput {
  /// Main diagnosis first; never empty.
  var diagnoses: UnsafeBufferPointer<CodeKey>
  /// Main procedure first.
  var procedures: UnsafeBufferPointer<CodeKey>
  var birthDay: Day
  var admission: Day
  var discharge: Day
  /// 0 when not stated.
  var birthWeightGrams: Int32
  var cost: Money
  /// Position of the main procedure, once it is chosen; nil when none can be it.
  var mainProcedure: Int?
}
