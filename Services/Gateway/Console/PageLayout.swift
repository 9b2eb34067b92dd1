/// What every page has: head, title bar, language switch and style. No script and nothing loaded
/// from elsewhere, so that it works in an old browser behind a hospital's firewall.
struct PageLayout {
  let language: Language
  let title: String
  /// Path and query of this page in the other language.
  let otherLanguageAddress: String
  /// The settlement run that the page is about; empty for the newest.
  var runID = ""

  func page(_ body: Markup) -> Markup {
    """
    <!doctype html>
    <html lang="\(language.tag)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) · HealthMesh</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <a class="skip" href="#content">\(language("跳到内容", "Skip to content"))</a>
    <header>
    <p class="brand"><a href="/?lang=\(language.rawValue)">HealthMesh</a>
    <span>\(language("区域卫生与医保结算", "Regional health service and settlement"))</span></p>
    <nav aria-label="\(language("页面", "Pages"))">\(pages)<a href="\(otherLanguageAddress)" hreflang="\(language == .zh ? "en" : "zh-CN")">\
    \(language == .zh ? "English" : "中文")</a></nav>
    </header>
    <main id="content">
    \(body)
    </main>
    </body>
    </html>

    """
  }

  private var pages: Markup {
    let run = runID.isEmpty ? "" : "&run_id=\(Query.escaped(runID))"
    let pages = [
      ("/?lang=", language("总览", "Overview")),
      ("/reports?lang=", language("报表", "Reports")),
      ("/simulate?lang=", language("模拟测算", "What if")),
    ]
    return Markup.joined(
      pages.map { address, title in
        "<a href=\"\(address + language.rawValue + run)\">\(title)</a> " as Markup
      })
  }

  /// Colours keep a contrast of at least 4.5 : 1 on their background.
  private static let style: Markup = """
    :root{--ink:#1b2733;--quiet:#55636f;--line:#d5dde3;--paper:#fff;--ground:#f4f7f9;--main:#0b5c7a;\
    --good:#1b6e3c;--bad:#a61b1b;--soft:#e7f1f5}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.6 system-ui,"Noto Sans CJK SC",\
    "Source Han Sans SC","Microsoft YaHei",sans-serif}
    .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}
    header{display:flex;justify-content:space-between;align-items:center;gap:1rem;\
    padding:.8rem 1.5rem;background:var(--main);color:#fff}
    a{color:var(--main)}header a{color:#fff;text-decoration:none}header nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}\
    header nav a:hover,header nav a:last-child{text-decoration:underline}
    .brand{margin:0;font-size:1.15rem;font-weight:600}.brand span{font-weight:400;font-size:.9rem;\
    margin-left:.8rem;opacity:.9}
    main{max-width:1320px;margin:1.5rem auto;padding:0 1.5rem}
    section{background:var(--paper);border:1px solid var(--line);border-radius:8px;\
    padding:1.1rem 1.3rem;margin-bottom:1.3rem}
    h1{font-size:1.4rem;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:0 0 .8rem}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--quiet);padding-bottom:.4rem}
    th,td{padding:.38rem .5rem;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
    thead th{background:var(--soft)}tbody th,tfoot th{position:sticky;left:0;background:var(--paper)}
    td.w{white-space:normal;min-width:18rem}thead .g{text-align:center}main nav{margin-bottom:1.3rem}td.n,th.n{text-align:right}tfoot td,tfoot th{font-weight:600;border-top:2px solid var(--main)}
    .state{font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}
    .services{display:flex;flex-wrap:wrap;gap:.8rem;list-style:none;margin:0;padding:0}
    .services li{border:1px solid var(--line);border-radius:6px;padding:.6rem .9rem;min-width:9.5rem}
    .services b{display:block}.quiet{color:var(--quiet);font-size:.88rem}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0 0 1rem}
    dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
    code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.88em}
    .notice{border-left:4px solid var(--bad);padding:.5rem .9rem;background:#fdf0f0}ul.notice,ul.remark{padding-left:2.2rem}\
    .remark{border-left:4px solid #b7791f;padding:.5rem .9rem;background:#fdf7e7;margin:0 0 1rem}\
    .key{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem;vertical-align:-.05rem}
    figure{margin:1rem 0}figure svg{min-width:640px;display:block}details{margin-top:1rem}summary{cursor:pointer;color:var(--main)}\
    pre{overflow:auto;max-height:30rem;background:var(--ground);padding:.8rem;border-radius:6px}
    form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
    label{display:block;color:var(--quiet);font-size:.88rem}
    input,button,select,textarea{font:inherit;padding:.35rem .6rem;border:1px solid #8b9aa5;border-radius:5px}
    input,select{height:2.35rem;background:#fff}form>div,input,select,textarea{max-width:100%}form .row{flex-basis:100%}
    button{background:var(--main);border-color:var(--main);color:#fff;cursor:pointer}
    :focus-visible{outline:3px solid #f0a500;outline-offset:2px}
    svg text{font:12px system-ui,"Noto Sans CJK SC",sans-serif;fill:var(--ink)}
    """
}
