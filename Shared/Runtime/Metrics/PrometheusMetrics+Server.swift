import Mesh

extension PrometheusMetrics {
  /// Shows how busy a server is and what it refused.
  func showLoad(of server: MeshServer) {
    let running = gauge("mesh_server_calls_in_flight", help: "Calls that are being handled.")
    let bytes = gauge("mesh_server_bytes_in_flight", help: "Bytes of requests being handled.")
    let peers = gauge("mesh_server_peers", help: "Connections.")
    let malformed = gauge(
      "mesh_server_malformed_messages",
      help: "Messages that no correct peer sends, since the start.")
    let shed = gauge(
      "mesh_server_calls_shed", help: "Calls refused because a limit was reached, since the start.")
    beforeReading { [weak server] in
      guard let statistics = server?.statistics else { return }
      running.set(Int64(statistics.callsInFlight))
      bytes.set(Int64(statistics.bytesInFlight))
      peers.set(Int64(statistics.peers))
      malformed.set(Int64(clamping: statistics.malformedMessages))
      shed.set(Int64(clamping: statistics.callsShed))
    }
  }
}
