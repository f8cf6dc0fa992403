import Testing

@testable import PageServer

/// Addresses and heads are understood or refused without a socket.
@Suite struct PageRequestTests {
    @Test(
        "addresses are taken apart and decoded",
        arguments: [
            ("/", "/", []),
            ("/product?product=BA-1%2F2&store=Main+Street", "/product", ["product=BA-1/2", "store=Main Street"]),
            ("/a%20b+c", "/a b+c", []), ("/x?", "/x", []), ("/x?a", "/x", ["a="]),
            ("/x?a=b=c&&a=", "/x", ["a=b=c", "a="]),
            ("/x?q=%E2%80%AE%3Cscript%3E", "/x", ["q=\u{202E}<script>"]), ("/x?q=%00", "/x", ["q=\u{0}"]),
            ("/../etc", "/../etc", []), ("/x?q=?", "/x", ["q=?"]),
        ] as [(String, String, [String])])
    func understood(target: String, path: String, query: [String]) throws {
        let request = try #require(PageRequest(target: target))
        #expect(request.path == path)
        #expect(request.query.map { "\($0.name)=\($0.value)" } == query)
    }

    @Test(
        "what is no address is none",
        arguments: [
            "", "*", "x", "http://127.0.0.1/", "//evil/", "/%", "/%4", "/%zz", "/?q=%FF", "/?q=%C3", "/#a",
            "/?%ED%A0%80=1",
        ])
    func refused(target: String) { #expect(PageRequest(target: target) == nil) }

    @Test("heads are answered or refused")
    func heads() {
        let check = HeadCheck(port: 8765, targetBytes: 100)
        func status(
            _ target: String = "/", method: String = "GET", hosts: [String] = ["127.0.0.1:8765"], hasBody: Bool = false
        ) -> Int {
            switch check.decide(method: method, target: target, hosts: hosts, hasBody: hasBody) {
            case .answer: 200
            case .refuse(let status, let sentence): sentence.isEmpty ? 0 : status
            }
        }
        #expect(status() == 200 && status(method: "HEAD") == 200)
        for host in ["localhost:8765", "LocalHost:8765"] { #expect(status(hosts: [host]) == 200, "\(host)") }
        for host in [
            "evil.example:8765", "127.0.0.1", "127.0.0.1:8766", "", "127.0.0.1:8765.evil.example", "[::1]:8765",
        ] {
            #expect(status(hosts: [host]) == 421, "\(host)")
        }
        #expect(status(hosts: []) == 400)
        #expect(status(hosts: ["127.0.0.1:8765", "evil.example"]) == 400)
        #expect(status(hosts: ["evil.example", "127.0.0.1:8765"]) == 400)
        #expect(status(hosts: ["127.0.0.1:8765", "127.0.0.1:8765"]) == 400)
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "get"] {
            #expect(status(method: method) == 405, "\(method)")
        }
        #expect(status(hasBody: true) == 413)
        #expect(status("/\(String(repeating: "x", count: 100))") == 414)
        #expect(status("http://127.0.0.1:8765/") == 400)
        // A host that is wrong says nothing of what there is.
        #expect(status("/%", method: "POST", hosts: ["evil.example"], hasBody: true) == 421)
    }

    @Test("the port of HTTP may be left out")
    func standardPort() {
        let decision = HeadCheck(port: 80).decide(method: "GET", target: "/", hosts: ["localhost"], hasBody: false)
        #expect(decision == .answer(PageRequest(path: "/")))
    }
}
