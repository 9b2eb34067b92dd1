import Glibc
import Mesh

/// Guards ipc sockets: whoever can open the socket file is trusted, so only its owner may.
enum PrivateFolder {
  /// Makes the folder of an ipc address (0700) if it is missing.
  ///
  /// - Throws: PERMISSION_DENIED when the folder belongs to somebody else or is open to others.
  static func prepare(for address: String) throws(RPCError) {
    guard address.hasPrefix("ipc://") else { return }
    let path = address.dropFirst("ipc://".count)
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw refusal(String(path), "an ipc address is an absolute path in a folder of its own")
    }
    let folder = String(path[..<slash])
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw refusal(folder, "the folder cannot be made: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw refusal(folder, "it is not a folder")
    }
    guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
      throw refusal(folder, "the folder must belong to this user and have mode 0700")
    }
  }

  private static func refusal(_ folder: String, _ why: String) -> RPCError {
    RPCError(
      .permissionDenied, reason: "MESH_IPC_FOLDER", zh: "ipc 套接字目录不安全：\(folder)。",
      en: "The folder for ipc sockets is not private: \(folder): \(why).",
      remedyZh: "请使用属于本用户且权限为 0700 的目录。",
      remedyEn: "Use a folder that belongs to this user and has mode 0700.",
      details: [RPCError.Detail(key: "folder", value: folder)])
  }
}
