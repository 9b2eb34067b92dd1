import Quantities

extension RegistryRules {
  /// M22: a clinic may serve a further village jointly when fewer than 500 people live there and it
  /// borders on the village where the clinic stands. Every obstacle of every village is a finding.
  ///
  /// - Parameters:
  ///   - residents: people of a village; nil when there is no figure.
  ///   - adjacent: whether two villages border on each other.
  public func jointClinic(
    _ clinic: VillageClinic, residents: (AreaCode) throws -> Int64?,
    adjacent: (AreaCode, AreaCode) throws -> Bool
  ) rethrows -> [RuleFinding] {
    guard clinic.mode == .joint, let provision = provision(.jointClinic, in: clinic.seat) else {
      return []
    }
    return try clinic.joined.flatMap { village in
      var obstacles: [JoinObstacle] = []
      if let residents = try residents(village) {
        if residents >= provision.threshold {
          obstacles.append(.tooManyResidents(residents, limit: provision.threshold))
        }
      } else {
        obstacles.append(.residentsUnknown)
      }
      if try !adjacent(village, clinic.seat) { obstacles.append(.notAdjacent(clinic.seat)) }
      return obstacles.map { obstacle in
        RuleFinding(
          provision, subject: "\(village)",
          message: Bilingual(
            zh: "\(village) 不能联办卫生室：\(obstacle.message.zh)",
            en: "\(village) cannot run a clinic jointly: \(obstacle.message.en)"),
          remedy: Bilingual(
            zh: "请改为独立设置、巡回或邻村延伸，补登人口或邻接，或写明理由予以例外（规则 M22）",
            en:
              "serve it by a clinic of its own, by visits or outreach, register what is missing, or override rule M22 with a reason"
          )
        )
      }
    }
  }

  /// M23: in a town that became a street no new village clinic is opened.
  public func convertedStreet(
    _ clinic: Institution, openedOn: Day, convertedOn: Day?
  ) -> RuleFinding? {
    guard clinic.kind == .villageClinic, let convertedOn, openedOn >= convertedOn,
      let provision = provision(.convertedStreet, in: clinic.area)
    else { return nil }
    return RuleFinding(
      provision, subject: clinic.code.text,
      message: Bilingual(
        zh: "\(clinic.name) 开设于 \(openedOn)，所在乡镇已于 \(convertedOn) 转为街道，原则上不再设置嘎查村卫生室",
        en:
          "\(clinic.name) opened on \(openedOn), after its town became a street on \(convertedOn): in principle no new village clinic"
      ),
      remedy: Bilingual(zh: "请设置社区卫生服务站", en: "set up a community health station instead"))
  }

  /// M24: a village clinic without a doctor of its own gets one dispatched.
  ///
  /// - Parameters:
  ///   - own: doctors who work there other than dispatched.
  ///   - dispatched: doctors dispatched there for long enough to count.
  public func clinicStaff(
    _ clinic: Institution, own: Int, dispatched: Int
  ) -> RuleFinding? {
    guard own + dispatched == 0, let provision = provision(.dispatch, in: clinic.area) else {
      return nil
    }
    return RuleFinding(
      provision, subject: clinic.code.text,
      message: Bilingual(
        zh: "\(clinic.name) 没有医生，也没有满 \(provision.threshold) 个月的派驻医生",
        en:
          "\(clinic.name) has no doctor, and none dispatched for \(provision.threshold) months or more"
      ),
      remedy: Bilingual(
        zh: "由医共体总医院分院派驻医生，或采取巡回医疗、邻村延伸服务",
        en: "the consortium dispatches a doctor, or serves the village by visits or outreach"))
  }

  /// M63: clinics and stations are publicly owned and run, step by step by the township centre, and
  /// their doctors are engaged by the township (乡聘村用).
  ///
  /// - Parameter engaged: of the doctors who work there, those who are engaged by the township.
  public func publicOwnership(
    _ clinic: Institution, host: Institution?, doctors: Int, engaged: Int
  ) -> RuleFinding? {
    guard clinic.kind.isVillageLevel, let provision = provision(.publicOwnership, in: clinic.area)
    else { return nil }
    var missing: [Bilingual] = []
    if clinic.ownership != .government {
      missing.append(Bilingual(zh: "尚未公有", en: "not publicly owned"))
    }
    if host?.kind.isTownshipCentre != true {
      missing.append(Bilingual(zh: "尚未由乡镇延伸举办", en: "not run by a township centre"))
    }
    if engaged < doctors {
      missing.append(
        Bilingual(
          zh: "\(doctors) 名医生中 \(engaged) 名乡聘村用",
          en: "\(engaged) of \(doctors) doctors are engaged by the township"))
    }
    guard !missing.isEmpty else { return nil }
    return RuleFinding(
      provision, subject: clinic.code.text,
      message: Bilingual(
        zh: "\(clinic.name)：\(missing.map(\.zh).joined(separator: "，"))",
        en: "\(clinic.name): \(missing.map(\.en).joined(separator: ", "))"),
      remedy: Bilingual(
        zh: "逐步转为乡镇卫生院（社区卫生服务中心）延伸举办的服务点，村医乡聘村用",
        en: "turn it step by step into a service point of the township centre"))
  }
}
