extension CatalogueManifest {
  /// Whether the scores of a catalogue came from a measurement (测算目录).
  public static func isMeasured(_ files: [CatalogueFile]) -> Bool {
    guard let manifest = files.first(where: { $0.name == fileName }),
      let table = try? TableText(manifest.content)
    else { return false }
    return table.rows.contains { $0.fields.first == "measured_from" }
  }
}
