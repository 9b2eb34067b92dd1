import Mesh

/// Rules about addresses.
enum Endpoint {
  /// Whether the address leaves this machine: tcp that is not the loopback interface.
  static func leavesMachine(_ address: String) -> Bool {
    guard address.hasPrefix("tcp://") else {
      return !address.hasPrefix("ipc://") && !address.hasPrefix("inproc://")
    }
    let host = address.dropFirst("tcp://".count)
    let isLoopback =
      host.hasPrefix("127.") || host.hasPrefix("localhost:") || host.hasPrefix("[::1]:")
    return !isLoopback
  }

  /// - Throws: INVALID_ARGUMENT for tcp: `local` security trusts who can reach the address, and on
  ///   tcp, even loopback, that is anybody.
  static func requireLocal(_ address: String) throws(RPCError) {
    guard address.hasPrefix("ipc://") || address.hasPrefix("inproc://") else {
      throw RPCError(
        .invalidArgument, reason: "MESH_INSECURE_ENDPOINT",
        zh: "tcp 端点必须启用 CURVE，或显式声明 insecure。",
        en: "A tcp endpoint needs CURVE, or an explicit insecure.",
        remedyZh: "用 healthmesh keys 生成密钥并配置 curve；仅在封闭网络或测试中使用 insecure。",
        remedyEn:
          "Make keys with `healthmesh keys` and configure curve; insecure is for closed networks"
          + " and tests.",
        details: [RPCError.Detail(key: "endpoint", value: address)])
    }
  }
}

extension RPCError {
  /// libzmq refused an address or an option.
  init(refusedAddress error: ZeroMQError) {
    self.init(
      .invalidArgument, reason: "MESH_ADDRESS", zh: "无法使用该地址：\(error.description)",
      en: "The address cannot be used: \(error.description)",
      remedyZh: "请检查地址格式、端口占用与目录权限。",
      remedyEn: "Check the address, whether its port is taken, and the folder's permissions.")
  }
}
