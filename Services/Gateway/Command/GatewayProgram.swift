import GatewayDoors
import Runtime

/// The process `healthmesh-gateway`: the one door to all services.
@main
struct GatewayProgram {
  static func main() async {
    await ServiceShell("gateway", settings: GatewayService.settings).main { assembly in
      try GatewayService.assemble(&assembly)
    }
  }
}
