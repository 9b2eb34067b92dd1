import Quantities

extension RegistryRules {
  /// M24: whether a dispatch counts on a day, which is from six months on. A dispatch whose end is
  /// known counts by its whole length, one without an end by what has passed.
  ///
  /// - Parameter spans: the versions of the posting; those that adjoin are one dispatch.
  public func dispatchCounts(_ spans: [Validity], on day: Day, in area: AreaCode) -> Bool {
    let months = provision(.dispatch, in: area)?.threshold ?? 0
    let ordered = spans.sorted { $0.from < $1.from }
    guard let span = Validity.joined(ordered).first(where: { $0.contains(day) }) else {
      return false
    }
    return Int64(ServiceTime([span], before: span.to ?? day).months) >= months
  }

  /// M53: whether engaged staff occupy no title post of their institution: at least 20 years in
  /// township health centres (满 20 年 includes the number), and less than five to the legal age of
  /// retirement (不满 5 年 excludes it).
  public func isExemptFromTitleQuota(
    _ practitioner: Practitioner, township: ServiceTime, on day: Day, in area: AreaCode
  ) throws(Problem) -> Bool {
    guard practitioner.isEngaged, practitioner.kind.isProfessional,
      let service = provision(.titleQuotaService, in: area),
      let distance = provision(.titleQuotaRetirement, in: area)
    else { return false }
    let retirement = try RetirementAge.day(
      born: practitioner.birthday, practitioner.sex, asOf: day)
    return Int64(township.years) >= service.threshold && day < retirement
      && Int64(retirement.years(since: day)) < distance.threshold
  }

  /// M53: engaged staff who are not exempt occupy title posts, of which there are so many.
  public func titlePosts(_ quota: TitleQuota, of institution: Institution) -> RuleFinding? {
    guard let free = quota.free, free < 0, let posts = quota.posts,
      let provision = provision(.titleQuotaService, in: institution.area)
    else { return nil }
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh:
          "\(institution.name) \(quota.group.chinese)岗位职数 \(posts) 个，已占用 \(quota.occupying) 个，另有 \(quota.exempt.count) 人不占职数",
        en:
          "\(institution.name) has \(posts) \(quota.group.rawValue) title posts; \(quota.occupying) are occupied, \(quota.exempt.count) people are exempt"
      ),
      remedy: Bilingual(
        zh: "请核对聘任与岗位职数；累计在乡镇卫生院满 \(provision.threshold) 年且距退休不满 5 年者不占职数",
        en:
          "check engagements and posts; \(provision.threshold) years in township centres and less than five to retirement are exempt"
      ))
  }

  /// M53: before promotion to 主治 or 副主任医师 a city doctor has served at the base, or at a paired
  /// institution, for at least a year (不少于 1 年).
  public func promotion(
    _ practitioner: Practitioner, to title: ProfessionalTitle, base: ServiceTime,
    in area: AreaCode
  ) -> RuleFinding? {
    guard practitioner.kind == .physician, [.intermediate, .associateSenior].contains(title),
      let provision = provision(.promotionService, in: area),
      Int64(base.years) < provision.threshold
    else { return nil }
    return RuleFinding(
      provision, subject: practitioner.code.text,
      message: Bilingual(
        zh:
          "\(practitioner.name) 晋升\(title.chinese)前到基层或对口帮扶机构累计服务 \(base.days) 天，不足 \(provision.threshold) 年",
        en:
          "\(practitioner.name) served \(base.days) days at the base before promotion to \(title.rawValue), less than \(provision.threshold) year"
      ),
      remedy: Bilingual(
        zh: "请补足基层服务，或登记尚未登记的派驻、支援经历",
        en: "serve the rest, or register dispatches and support that are not registered"))
  }

  /// M53: professionals are at least 70 % of the approved posts of a disease-control centre (不低于).
  public func diseaseControl(
    _ institution: Institution, professionals: Int, posts: Int, in area: AreaCode
  ) -> RuleFinding? {
    guard institution.kind == .diseaseControlCentre, posts > 0,
      let provision = provision(.diseaseControlStaff, in: area),
      Int64(professionals) * 100 < Int64(posts) * provision.threshold
    else { return nil }
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh:
          "\(institution.name) 卫生专业技术人员 \(professionals) 人，编制 \(posts) 个，占比低于 \(provision.threshold)%",
        en:
          "\(institution.name) has \(professionals) professionals for \(posts) posts, less than \(provision.threshold) %"
      ),
      remedy: Bilingual(
        zh: "至少还需 \((Int64(posts) * provision.threshold + 99) / 100 - Int64(professionals)) 人",
        en:
          "at least \((Int64(posts) * provision.threshold + 99) / 100 - Int64(professionals)) more are needed"
      ))
  }

  /// M54: posts are approved for each institution and used by the consortium as a whole, so that
  /// only more holders than posts in the whole is a finding.
  public func pooledPosts(
    _ consortium: Consortium, holders: Int, posts: Int
  ) -> RuleFinding? {
    guard holders > posts, posts > 0, let provision = provision(.pooledPosts, in: consortium.area)
    else { return nil }
    return RuleFinding(
      provision, subject: consortium.code.text,
      message: Bilingual(
        zh: "\(consortium.name) 占编 \(holders) 人，超出各成员单位核定编制之和 \(posts) 个",
        en: "\(holders) hold posts in \(consortium.name), more than the \(posts) of its members"),
      remedy: Bilingual(
        zh: "编制分别核定、统筹使用，总数不得突破；请核对占编人员",
        en: "posts may be used across members, not beyond their sum; check who holds one"))
  }

  /// M54, M63: 县管乡用 is employed by a county institution and used in a township centre; 乡聘村用 is
  /// engaged by a township centre and used in a village clinic or a community station.
  public func postingPlaces(
    _ posting: Posting, at place: Institution, home: Institution?
  ) -> RuleFinding? {
    let fits: Bool
    switch posting.kind {
    case .countyManaged:
      fits = place.kind.isTownshipCentre && home.map { !$0.kind.isPrimaryCare } ?? false
    case .townshipEngaged:
      fits = place.kind.isVillageLevel && home.map(\.kind.isTownshipCentre) ?? false
    case .employed, .dispatched, .multiSite, .support: fits = true
    }
    guard !fits, let provision = provision(.postingPlaces, in: place.area) else { return nil }
    let homeKind = home?.kind.chinese ?? "未知"
    return RuleFinding(
      provision, subject: posting.practitioner.text,
      message: Bilingual(
        zh:
          "“\(posting.kind.chinese)”的聘用单位为\(homeKind)、工作机构为\(place.kind.chinese)，与其含义不符",
        en:
          "\(posting.kind.rawValue) does not fit an employer of kind \(home?.kind.rawValue ?? "unknown") and a place of kind \(place.kind.rawValue)"
      ),
      remedy: Bilingual(
        zh: "县管乡用由旗县级机构聘用、在乡镇卫生院工作；乡聘村用由乡镇卫生院聘用、在村卫生室工作",
        en:
          "county_managed: a county institution employs, a township centre uses; township_engaged: a township centre engages, a village clinic uses"
      ))
  }
}

extension InstitutionKind {
  /// 乡镇卫生院、社区卫生服务中心.
  public var isTownshipCentre: Bool {
    self == .townshipHealthCentre || self == .communityHealthCentre
  }

  /// 村卫生室、社区卫生服务站.
  public var isVillageLevel: Bool { self == .villageClinic || self == .communityHealthStation }

  /// 基层医疗卫生机构: what a doctor who serves at the base serves in.
  public var isPrimaryCare: Bool {
    isTownshipCentre || isVillageLevel || self == .outpatientDepartment || self == .clinic
  }

  /// Kinds that are hospitals (医院); WS 218 counts rehabilitation hospitals among the specialist ones.
  static let hospitals: [InstitutionKind] = [
    .generalHospital, .tcmHospital, .ethnicMedicineHospital, .integratedHospital,
    .specialistHospital, .rehabilitationHospital,
  ]

  public var isHospital: Bool { Self.hospitals.contains(self) }
}
