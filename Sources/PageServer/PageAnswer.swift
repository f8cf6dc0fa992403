import Platform

/// What a request is answered with.
package struct PageAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// A file that nobody changes any more. It is sent piece by piece, as fast as the client reads it.
        case file(POSIXFile)
    }

    /// A status of HTTP, such as 200.
    package var status: Int
    /// A media type, with the character set of a text.
    package var mediaType: String
    /// The name under which a browser stores it instead of showing it; nil shows it.
    package var fileName: String?
    /// What a page may load and do (<https://www.w3.org/TR/CSP3/>).
    package var policy: String
    /// Seconds after which a browser asks again; nil means never.
    package var refreshSeconds: Int?
    package var body: Body

    /// What may do nothing at all.
    package static let strictestPolicy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    package init(
        status: Int = 200, mediaType: String = "text/html; charset=utf-8", fileName: String? = nil,
        policy: String = strictestPolicy, refreshSeconds: Int? = nil, body: Body
    ) {
        self.status = status
        self.mediaType = mediaType
        self.fileName = fileName
        self.policy = policy
        self.refreshSeconds = refreshSeconds
        self.body = body
    }

    /// A sentence as plain text.
    package static func text(_ sentence: String, status: Int) -> PageAnswer {
        PageAnswer(status: status, mediaType: "text/plain; charset=utf-8", body: .bytes(Array("\(sentence)\n".utf8)))
    }

    /// Bytes of the body.
    var length: Int {
        switch body {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.size
        }
    }

    /// The headers, in their order. None of them has a text from a request or from data.
    var headers: [(name: String, value: String)] {
        var headers = [
            ("Content-Type", mediaType), ("Content-Length", String(length)), ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ]
        if let fileName { headers.append(("Content-Disposition", "attachment; filename=\"\(fileName)\"")) }
        if let refreshSeconds { headers.append(("Refresh", String(refreshSeconds))) }
        if status == 405 { headers.append(("Allow", "GET, HEAD")) }
        return headers
    }
}
