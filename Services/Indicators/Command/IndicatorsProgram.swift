import IndicatorsEndpoint
import Runtime

/// The process `healthmesh-indicators`: targets, observations and their evaluation.
@main
struct IndicatorsProgram {
  static func main() async {
    await ServiceShell("indicators").main { assembly in
      try IndicatorsService.assemble(&assembly)
    }
  }
}
