import Quantities

/// The fields of a list as storage keeps them: texts point into memory that lasts for one call.
public struct StoredCaseRow {
  public var id: UnsafeBufferPointer<UInt8>
  public var version: Int64
  public var person: UnsafeBufferPointer<UInt8>
  public var institution: UnsafeBufferPointer<UInt8>
  public var insurance: Int64
  public var area: Int64
  public var gender: Int64
  /// Days since 1970-01-01.
  public var birthDay: Int64
  /// Minutes since 1970-01-01 00:00 local time.
  public var admission: Int64
  public var discharge: Int64
  public var dischargeWay: Int64
  /// 0 when not stated.
  public var birthWeightGrams: Int64
  /// Normalised codes separated by `|`.
  public var diagnoses: UnsafeBufferPointer<UInt8>
  public var procedures: UnsafeBufferPointer<UInt8>
  public var icuDays: Int64
  public var cost: CaseCost

  public init(
    id: UnsafeBufferPointer<UInt8>, version: Int64, person: UnsafeBufferPointer<UInt8>,
    institution: UnsafeBufferPointer<UInt8>, insurance: Int64, area: Int64, gender: Int64,
    birthDay: Int64, admission: Int64, discharge: Int64, dischargeWay: Int64,
    birthWeightGrams: Int64, diagnoses: UnsafeBufferPointer<UInt8>,
    procedures: UnsafeBufferPointer<UInt8>, icuDays: Int64, cost: CaseCost
  ) {
    self.id = id
    self.version = version
    self.person = person
    self.institution = institution
    self.insurance = insurance
    self.area = area
    self.gender = gender
    self.birthDay = birthDay
    self.admission = admission
    self.discharge = discharge
    self.dischargeWay = dischargeWay
    self.birthWeightGrams = birthWeightGrams
    self.diagnoses = diagnoses
    self.procedures = procedures
    self.icuDays = icuDays
    self.cost = cost
  }
}

extension CaseColumns {
  /// Adds a list that was validated when it was stored.
  ///
  /// - Throws: `DIP_STORED_LIST_UNREADABLE` when the fields are not those of a validated list:
  ///   something else wrote to the database.
  public mutating func append(stored list: StoredCaseRow) throws(Problem) {
    guard let insurance = InsuranceType(rawValue: UInt16(clamping: list.insurance)),
      let gender = Gender(rawValue: UInt8(clamping: list.gender)),
      let way = DischargeWay(rawValue: UInt8(clamping: list.dischargeWay)),
      let diagnoses = Self.keys(list.diagnoses, read: CodeText.diagnosis), !diagnoses.isEmpty,
      let procedures = Self.keys(list.procedures, read: CodeText.procedure)
    else { throw Self.unreadable(list) }
    let birthDay = try Day(number: Int32(clamping: list.birthDay))
    let admission = try LocalMinute(number: list.admission)
    let discharge = try LocalMinute(number: list.discharge)
    diagnoses.withUnsafeBufferPointer { diagnoses in
      procedures.withUnsafeBufferPointer { procedures in
        append(
          CaseRow(
            row: 0, id: list.id, version: Int32(clamping: list.version), person: list.person,
            institution: list.institution, insurance: insurance, area: Int32(clamping: list.area),
            gender: gender, birthDay: birthDay, admission: admission, discharge: discharge,
            dischargeWay: way, birthWeightGrams: Int32(clamping: list.birthWeightGrams),
            diagnoses: diagnoses, diagnosisText: list.diagnoses, procedures: procedures,
            icuDays: Int32(clamping: list.icuDays), cost: list.cost))
      }
    }
  }

  /// The codes of a cell; nil when one of them is none.
  private static func keys(
    _ text: UnsafeBufferPointer<UInt8>, read: CodeText.Reading
  ) -> [CodeKey]? {
    var keys: [CodeKey] = []
    var readable = true
    CodeText.forEachCode(in: text) { code in
      if let key = read(code) { keys.append(key) } else { readable = false }
    }
    return readable ? keys : nil
  }

  private static func unreadable(_ list: StoredCaseRow) -> Problem {
    Problem(
      .dataLoss, "DIP_STORED_LIST_UNREADABLE", zh: "数据库中的结算清单无法识别",
      en: "a stored settlement list cannot be read",
      remedyZh: "请从备份恢复数据库，并查明是什么程序改动了它",
      remedyEn: "restore the database from a backup and find out what changed it",
      details: [Problem.Detail("setl_id", String(decoding: list.id, as: UTF8.self))])
  }
}
