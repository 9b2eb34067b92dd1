import DIPDomain
import Quantities

/// The excerpt of the national 3.0 catalogue, where it stands beside the repository.
enum NationalExcerpt {
  static let catalogue: Catalogue? = reading?.catalogue

  static let reading: CatalogueReading? = {
    let names: [(CatalogueManifest.Role, String)] = [
      (.groups, "groups.csv"), (.primaryCare, "primary_care.csv"),
      (.excludedDiagnoses, "excluded_diagnosis.csv"),
      (.excludedProcedures, "excluded_procedure.csv"), (.drugResistant, "tb_resistant_codes.csv"),
    ]
    var files: [CatalogueFile] = []
    for (_, name) in names {
      guard let text = SharedData.text("data/dip3/\(name)") else { return nil }
      files.append(CatalogueFile(name: name, content: Array(text.utf8)))
    }
    let manifest = CatalogueManifest(
      name: "national-excerpt", version: "3.0",
      title: Bilingual(zh: "国家版节选", en: "national excerpt"),
      hasFictionalScores: false, files: Dictionary(uniqueKeysWithValues: names),
      rows: [
        .groups: 2704, .primaryCare: 127, .excludedDiagnoses: 671, .excludedProcedures: 1083,
        .drugResistant: 48,
      ])
    files.append(CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv))
    return CatalogueReader.read(files)
  }()
}
