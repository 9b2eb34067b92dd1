/// The version that `--version` prints, of all programs of the mesh.
public enum ProgramVersion {
  public static let current = "0.1.0"
}
