extension CaseColumns {
  /// Adds a list that was validated before, such as one read back from storage.
  public mutating func append(_ list: Case) {
    var (id, person, institution) = (list.id, list.person, list.institution)
    var text = list.diagnosisText
    id.withUTF8 { id in
      person.withUTF8 { person in
        institution.withUTF8 { institution in
          text.withUTF8 { text in
            list.diagnoses.map(\.key).withUnsafeBufferPointer { diagnoses in
              list.procedures.map(\.key).withUnsafeBufferPointer { procedures in
                append(
                  CaseRow(
                    row: 0, id: id, version: list.version, person: person,
                    institution: institution, insurance: list.insurance, area: list.area,
                    gender: list.gender, birthDay: list.birthDay, admission: list.admission,
                    discharge: list.discharge, dischargeWay: list.dischargeWay,
                    birthWeightGrams: list.birthWeightGrams ?? 0, diagnoses: diagnoses,
                    diagnosisText: text, procedures: procedures, icuDays: list.icuDays,
                    cost: list.cost))
              }
            }
          }
        }
      }
    }
  }
}
