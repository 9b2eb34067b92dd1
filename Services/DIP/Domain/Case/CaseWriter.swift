import Quantities
import Tabular

/// Writes settlement lists as a table that `CaseParser` reads back unchanged.
public enum CaseWriter {
  /// The columns, in the order written.
  public static let fields: [CaseField] = [
    .id, .version, .person, .institution, .insurance, .area, .gender, .birthDay, .admission,
    .discharge, .dischargeWay, .birthWeight, .diagnoses, .procedures, .icuDays, .totalCost,
    .fundPaid, .patientPart, .drugs, .treatment, .surgery, .consumables,
  ]

  public static func writeHeader(to writer: inout CSVWriter) {
    writer.writeRow(fields.map(\.name))
  }

  public static func write(_ list: Case, to writer: inout CSVWriter) {
    writer.write(list.id)
    writer.write(Int64(list.version))
    writer.write(list.person)
    writer.write(list.institution)
    writer.write(list.insurance.code)
    writer.write(Int64(list.area))
    writer.write(Int64(list.gender.rawValue))
    writer.write(list.birthDay)
    writer.write(list.admission.description)
    writer.write(list.discharge.description)
    if list.dischargeWay == .notStated {
      writer.writeEmpty()
    } else {
      writer.write(Int64(list.dischargeWay.rawValue))
    }
    if let grams = list.birthWeightGrams { writer.write(Int64(grams)) } else { writer.writeEmpty() }
    writer.write(list.diagnosisText)
    writer.write(list.procedureText)
    writer.write(Int64(list.icuDays))
    for amount in [
      list.cost.total, list.cost.fund, list.cost.patient, list.cost.drugs, list.cost.treatment,
      list.cost.surgery, list.cost.consumables,
    ] { writer.write(amount) }
    writer.endRow()
  }
}
