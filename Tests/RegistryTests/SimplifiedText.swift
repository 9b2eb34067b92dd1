/// The text of seed 001 is printed in traditional characters; the shipped data is in simplified ones.
/// Every traditional character of that text, each followed by its simplified form.
enum SimplifiedText {
  static func of(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { pairs[$0] ?? $0 }))
  }

  private static let pairs: [Unicode.Scalar: Unicode.Scalar] = {
    let scalars = Array(printed.unicodeScalars)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: scalars.count, by: 2).map {
        (scalars[$0], scalars[$0 + 1])
      })
  }()

  private static let printed = """
    個个們们備备傳传債债傷伤傾倾價价償偿優优兒儿內内兩两冊册別别則则創创劃划劑剂動动務务勞劳勢势勵励區区協协參参員员問问啟启單单嚴严國国圍围團团執执堅坚報报塊块壯壮\
    婦妇嬰婴學学實实寧宁審审將将專专對对導导層层屬属崗岗師师帶带幫帮廣广廳厅強强彈弹徑径從从復复徹彻態态應应懷怀戰战戶户掛挂揮挥損损撐撑據据擴扩敗败數数斷断時时晉晋\
    書书會会東东條条業业極极構构標标樣样機机檔档檢检權权歷历殘残決决況况測测準准溝沟滬沪潔洁濟济為为無无熱热營营爭争牽牵獎奖獨独獲获現现環环產产畢毕異异療疗癥症發发\
    監监眾众確确礎础種种稱称積积穩稳節节簽签籌筹糾纠紀纪約约納纳級级紛纷細细組组結结絡络給给統统經经綜综綠绿維维網网緊紧線线編编縣县縫缝總总績绩織织繞绕繼继續续義义\
    習习聯联職职腦脑腫肿臨临臺台與与興兴舉举艦舰萬万蓋盖薦荐藥药蘇苏處处號号虧亏術术衛卫補补見见規规視视觀观觸触計计訓训設设許许診诊評评詢询試试認认調调請请諧谐證证\
    識识議议護护讀读變变豐丰負负財财貫贯責责買买費费貼贴資资質质購购蹤踪軍军較较輻辐轉转辦办農农連连進进運运過过達达遠远適适選选遼辽邊边鄉乡鄰邻醫医針针銜衔鎮镇鏈链\
    長长門门開开間间閱阅關关隊队際际險险隱隐離离難难電电靈灵韌韧項项順顺預预領领頭头題题額额類类顯显風风養养館馆饋馈駐驻驗验體体鴻鸿黃黄點点黨党齊齐龍龙
    """
}
