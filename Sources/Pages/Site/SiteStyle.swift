import Foundation
import Platform

/// The look of what only the site has: its head, its forms, and the line that says whether newer results are there.
package enum SiteStyle {
    static let element = HTML(
        """
        <style>
        .site{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;justify-content:space-between;padding-bottom:10px;border-bottom:1px solid var(--line)}
        .site nav{display:flex;flex-wrap:wrap;gap:4px 16px}
        .site a{padding:4px 0;text-decoration:none}.site a:hover{text-decoration:underline}
        .site [aria-current]{color:var(--text);font-weight:600}
        form{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:0}
        .choose{margin:14px 0}
        label{display:flex;flex-direction:column;font-size:13px;color:var(--muted)}
        input,select,button{font:inherit;font-size:14px;color:var(--text);background:var(--page);border:1px solid var(--muted);border-radius:6px;padding:4px 8px;
        min-height:32px;max-width:100%}
        input:not([type=date]):not([type=search]),.choose select{width:150px}input[type=search]{width:200px}
        input::placeholder{color:var(--muted);opacity:1}
        button{background:var(--card);cursor:pointer}
        .newer{display:block;width:100%;height:26px;border:0;margin:6px 0 14px;color-scheme:light dark}
        .pager{display:flex;gap:16px;align-items:center;margin:14px 0;font-size:14px}
        .figures a{color:inherit;text-decoration-thickness:1px;text-underline-offset:4px}
        .exceptions a,td a,th a{text-decoration-thickness:1px}
        .sold{fill:var(--blue)}
        .options{font:12px/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;color:var(--muted);min-width:260px;overflow-wrap:anywhere}
        section,footer{clear:both}#level .card{margin-top:8px}
        .scroll bdi{display:inline-block;max-width:210px;overflow-wrap:break-word;text-decoration:inherit}th .name{font-weight:400}#level h4{display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center}
        #level .card,#level .card>div{max-width:720px}#level .narrow{display:none}
        @media (max-width:760px){#level .narrow{display:block}#level .wide{display:none}}
        @media (max-width:640px){.site form{width:100%}input[type=search]{flex:1;width:auto;min-width:0}
        .choose{display:grid;grid-template-columns:1fr 1fr}.choose input:not([type=hidden]),.choose select{width:100%}.choose button{align-self:end}
        .scroll{margin-right:-16px}}
        @media print{.site,.newer,.choose,.pager{display:none}}
        </style>
        """)

    /// The look of the line.
    static let line = HTML(
        """
        <style>
        :root{color-scheme:light dark;--text:#16191d;--muted:#545d69;--amber:#854a00;--blue:#1d5bbf}
        @media (prefers-color-scheme:dark){:root{--text:#e8eaed;--muted:#a3acb8;--amber:#f5b75a;--blue:#82b4ff}}
        body{margin:0;background:transparent;color:var(--text);
        font:13px/26px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;white-space:nowrap}
        p{margin:0}.muted{color:var(--muted)}.new{color:var(--amber);font-weight:600}a{color:var(--blue)}
        :focus-visible{outline:2px solid var(--blue);outline-offset:-2px}
        </style>
        """)

    /// What a browser may do with a page of the site: show the styles of this program, which it knows by their digests, send forms back,
    /// and show the line of newer results in the page. It may run and load nothing.
    package static let policy: String = {
        let styles = [PageStyle.element, element, line].map { "'sha256-\(digest(ofStyle: $0))'" }
        return
            "default-src 'none'; style-src \(styles.joined(separator: " ")); img-src data:; frame-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'self'"
    }()

    /// The SHA-256 of what is between the tags, in Base64.
    private static func digest(ofStyle element: HTML) -> String {
        var digest = SHA256()
        digest.update(element.text.dropFirst("<style>".count).dropLast("</style>".count).utf8)
        var bytes: [UInt8] = []
        var digits = digest.hexadecimal()[...]
        while !digits.isEmpty {
            bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return Data(bytes).base64EncodedString()
    }
}
