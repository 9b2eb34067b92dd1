import ContractingDomain
import ContractingEndpoint
import Runtime

await ServiceShell("contracting", settings: SigningRules.settingNames).main { assembly in
  try ContractingService.assemble(&assembly)
}
