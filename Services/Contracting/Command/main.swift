import ContractingDomain
import ContractingEndpoint
import ContractingStorage
import Runtime

await ServiceShell("contracting", settings: SigningRules.settingNames).main { assembly in
  let rules = try SigningRules(settings: assembly.configuration.settings)
  let folder = try assembly.dataFolder()
  InterruptedUploads.discard(in: "\(folder)/uploads")
  let database = try assembly.openDatabase(migrations: ContractingSchema.migrations)
  let service = ContractingService(
    database: database, identityKey: try IdentityKey.load(path: "\(folder)/identity.key"),
    rules: rules, staging: try assembly.uploads())
  service.register(in: &assembly.router)
}
