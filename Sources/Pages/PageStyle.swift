/// The look of all pages: light and dark, on screens of any width and on paper. All colours of text have a contrast of 4.5 or more to
/// what is behind them (WCAG AA); `make test-pages` computes it.
enum PageStyle {
    static let element = HTML(
        """
        <style>
        :root{color-scheme:light dark;--page:#fff;--card:#f7f8fa;--text:#16191d;--muted:#545d69;--line:#dde1e6;--red:#b3201a;--amber:#854a00;
        --blue:#1d5bbf;--green:#1f6b3a;--redfill:#b3201a33;--lead:#16191d14;--band:#d98a0038}
        @media (prefers-color-scheme:dark){:root{--page:#121518;--card:#1a1e23;--text:#e8eaed;--muted:#a3acb8;--line:#333a43;--red:#ff8f86;
        --amber:#f5b75a;--blue:#82b4ff;--green:#7fd19b;--redfill:#ff8f8640;--lead:#ffffff14;--band:#f5b75a33}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;padding:32px 24px 64px;max-width:1136px;background:var(--page);color:var(--text);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
        font-variant-numeric:tabular-nums;overflow-wrap:break-word}
        bdi,figcaption,h1,h3,h4,.why{overflow-wrap:anywhere}
        h1{font-size:26px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
        h2{font-size:18px;line-height:1.3;margin:0 0 4px;letter-spacing:-.005em}
        h3{font-size:16px;margin:0}
        h4{font-size:14px;margin:12px 0 2px}
        p{margin:4px 0}
        a{color:var(--blue)}
        code{font:13px/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;background:var(--card);padding:1px 4px;border-radius:4px}
        section{border-top:1px solid var(--line);margin-top:36px;padding-top:18px}
        .muted,figcaption,.note{color:var(--muted)}
        .note{font-size:13.5px;margin-bottom:10px}
        .old{border:1px solid var(--amber);border-left-width:4px;border-radius:6px;padding:8px 14px;margin:16px 0}
        .old strong{color:var(--amber)}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:20px 0 0;padding:0;list-style:none}
        .figures li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px}
        .figures strong{display:block;font-size:24px;line-height:1.25;font-weight:650}
        .figures span{color:var(--muted);font-size:13.5px}
        .bad strong,.badge.bad,td.bad{color:var(--red)}
        .warn strong,.badge.warn{color:var(--amber)}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:left;padding:7px 10px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
        th{color:var(--muted);font-weight:600;font-size:13px;vertical-align:bottom}
        th.n,td.n{text-align:right;white-space:nowrap}
        th:last-child,td:last-child{padding-right:0}
        tbody th{color:var(--text);font-weight:600;font-size:14px;vertical-align:top}
        tfoot td,tfoot th{border-bottom:0;font-weight:600;color:var(--text)}
        .name{display:block;color:var(--muted);font-size:13px}
        .badge{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 9px;font-size:12.5px;line-height:20px;white-space:nowrap}
        time,code{white-space:nowrap}
        th.n+th:not(.n),td.n+td:not(.n){padding-left:12px}.reason{font-size:14px}
        tbody th{min-width:96px}
        .exceptions td{vertical-align:middle}
        .exceptions .product{min-width:140px;max-width:230px}.exceptions .store{min-width:100px}.exceptions .why{min-width:200px}
        svg{display:block}
        svg text{font-size:11px;fill:var(--muted)}
        .grid{stroke:var(--line)}.zero{stroke:var(--muted);stroke-width:1}
        .with{fill:none;stroke:var(--blue);stroke-width:2;stroke-linejoin:round}
        .without{fill:none;stroke:var(--red);stroke-width:1.5;stroke-dasharray:4 3}
        .spark .with{stroke-width:1.5}.spark .without{stroke-width:1}
        .short{fill:var(--redfill)}.lead{fill:var(--lead)}.band{fill:var(--band)}
        .safety{stroke:var(--green);stroke-width:1.5;stroke-dasharray:2 3}
        .open{fill:var(--green)}.place{fill:var(--blue)}.out{fill:var(--red)}
        .bar{width:100%;min-width:90px;height:14px;margin-top:3px}.bar rect{fill:var(--blue)}.bar .late{fill:var(--red)}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--muted);list-style:none;padding:0;margin:8px 0 14px}
        .legend li{display:flex;align-items:center;gap:6px}
        .card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 16px}
        .card header{margin-bottom:10px}
        .stores{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(320px,100%),1fr));gap:22px 20px}
        .stores>*{min-width:0}
        .stores h4{margin-top:0;display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center}
        figure{margin:0}
        .levels{max-width:100%;height:auto}
        .facts{font-size:13.5px;color:var(--muted);margin:2px 0 6px}
        details{margin-top:8px;font-size:13.5px}
        summary{cursor:pointer;color:var(--blue)}
        details table{font-size:13px}
        details td{padding:4px 8px 4px 0}
        footer{margin-top:40px;color:var(--muted);font-size:13px}
        :focus-visible{outline:2px solid var(--blue);outline-offset:2px}
        @media (max-width:640px){body{padding:20px 16px 40px}h1{font-size:22px}
        .exceptions thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .exceptions,.exceptions tbody{display:block}
        .exceptions tr{display:grid;grid-template:"what money" "product product" "store units" "why why" "spark spark"/1fr auto;gap:3px 12px;
        padding:12px 0;border-bottom:1px solid var(--line)}
        .exceptions td,.exceptions .product,.exceptions .store,.exceptions .why{display:block;border:0;padding:0;min-width:0;max-width:none}
        .exceptions td.n+td:not(.n){padding:0}.exceptions td.n:empty{display:none}
        .exceptions td[data-label]::before{content:attr(data-label) " ";color:var(--muted);font-size:13px}
        .exceptions .what{grid-area:what}.exceptions .money{grid-area:money}.exceptions .product{grid-area:product}.exceptions .store{grid-area:store}
        .exceptions .units{grid-area:units}.exceptions .why{grid-area:why}.exceptions .picture{grid-area:spark}
        .figures{grid-template-columns:1fr 1fr}.card{padding:14px 12px}
        details table,details tbody{display:block}details tr{display:grid;grid-template-columns:1fr auto;gap:0 10px;border-bottom:1px solid var(--line);padding:4px 0}
        details td{display:block;border:0;padding:0}details td:nth-child(4){grid-column:1/-1;color:var(--muted)}details td:empty{display:none}}
        @page{size:A4;margin:13mm}
        @media print{:root{color-scheme:light;--page:#fff;--card:#fff;--text:#000;--muted:#454c55;--line:#c9ced4;--red:#a31812;--amber:#744000;--blue:#17499b;
        --green:#1a5a31;--redfill:#b3201a33;--lead:#00000014;--band:#d98a0038}
        body{max-width:none;padding:0;font-size:10.5pt}table{font-size:9pt}section{margin-top:16pt}
        svg,.bar rect,.old,.figures li,.card{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        tr,figure,.figures li,.old,.card header,h2,h3,h4{break-inside:avoid}h2,h3,h4,.note,.legend,.card header{break-after:avoid}
        .stores>div>figure{break-inside:avoid}summary{display:none}.stores{grid-template-columns:1fr 1fr}
        .exceptions td{padding:4px 8px 4px 0}.exceptions .product,.exceptions .why,tbody th{min-width:0}
        .exceptions .store{min-width:78px}.badge{font-size:8pt;padding:0 6px}.spark{width:90px;height:22px}
        details{margin-top:4px}details table,details h4{font-size:7pt;line-height:1.2}details td{padding:0 6px 0 0}
        details::details-content{content-visibility:visible;display:block;block-size:auto;opacity:1}}
        </style>
        """)
}
