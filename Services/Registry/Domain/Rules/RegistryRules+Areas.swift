import Quantities

extension RegistryRules {
  /// M23: a street that was a town gets community stations from then on.
  public func convertedStreet(_ street: Area) -> RuleFinding? {
    guard let provision = provision(.convertedStreet, in: street.code) else { return nil }
    return RuleFinding(
      provision, subject: "\(street.code)",
      message: Bilingual(
        zh: "\(street.name)由苏木（乡）镇转为街道，原则上设社区卫生服务站，不再设置村卫生室",
        en:
          "\(street.name) became a street: it gets community health stations and no new village clinics"
      ),
      remedy: Bilingual(
        zh: "新设机构请选择社区卫生服务站", en: "open a community health station instead"))
  }
}
