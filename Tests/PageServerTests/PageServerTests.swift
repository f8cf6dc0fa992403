import Foundation
import Platform
import Synchronization
import TestSupport
import Testing

@testable import PageServer

/// A server on a real socket, and clients that do wrong.
@Suite struct PageServerTests {
    /// Answers with the path, or a file for `/file`.
    private static func echo(_ request: PageRequest) -> PageAnswer {
        .text("page \(request.path)\(request.query.map { " \($0.name)=\($0.value)" }.joined())", status: 200)
    }

    /// A server that is ended with the test.
    private final class Started: Sendable {
        let server: PageServer

        init(
            _ limits: ServerLimits = ServerLimits(),
            site: @escaping @Sendable (PageRequest) -> PageAnswer = PageServerTests.echo
        ) throws {
            server = try PageServer(port: 0, limits: limits, site: site)
        }

        var port: Int { server.port }

        func request(_ target: String, _ others: String = "") -> String {
            "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(others)\r\n"
        }

        deinit {
            server.stop(within: .zero)
            server.waitForEnd()
        }
    }

    // MARK: Answers

    @Test func aPageHasItsHeaders() throws {
        let server = try Started()
        let answer = try RawClient.get("/a?b=%3C", port: server.port)
        #expect(answer.status == 200 && answer.text == "page /a b=<\n")
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["referrer-policy"] == "no-referrer")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["connection"] == "close")
        // Nothing lets another site read it.
        #expect(answer.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
    }

    @Test func aHeadIsAPageWithoutItsBody() throws {
        let server = try Started()
        let page = try RawClient.get("/a", port: server.port)
        let client = try RawClient(port: server.port)
        client.send("HEAD /a HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\n\r\n")
        let text = String(decoding: client.readToEnd(), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("\r\n\r\n"))
        #expect(text.contains("Content-Length: \(page.body.count)\r\n"))
    }

    @Test func aConnectionServesManyRequests() throws {
        let server = try Started()
        let client = try RawClient(port: server.port)
        for number in 0..<50 {
            client.send(server.request("/\(number)"))
            #expect(try client.answer().text == "page /\(number)\n")
        }
        client.send("GET /old HTTP/1.0\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
        #expect(try client.answer().text == "page /old\n")
        #expect(client.readToEnd().isEmpty)
    }

    @Test("requests sent at once are answered one after the other", arguments: [2, 50, 1000])
    func pipelining(count: Int) throws {
        let server = try Started()
        let client = try RawClient(port: server.port)
        client.send((0..<count).map { server.request("/\($0)") }.joined())
        for number in 0..<count { #expect(try client.answer().text == "page /\(number)\n") }
        client.send(server.request("/last", "Connection: close\r\n") + server.request("/never"))
        #expect(try client.answer().text == "page /last\n")
        #expect(client.readToEnd().isEmpty)
    }

    @Test func aFileIsSentPieceByPiece() throws {
        let file = try POSIXFile.temporary(in: NSTemporaryDirectory())
        let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try content.withUnsafeBytes { try file.write($0) }
        let server = try Started { _ in
            PageAnswer(mediaType: "text/csv", fileName: "orders.csv", body: .file(file))
        }
        let answer = try RawClient.get("/orders.csv", port: server.port)
        #expect(answer.body == content)
        #expect(answer.headers["content-disposition"] == "attachment; filename=\"orders.csv\"")
        let head = try RawClient.get("/orders.csv", port: server.port, method: "HEAD")
        #expect(head.headers["content-length"] == "3000000")
    }

    // MARK: What is refused

    @Test(
        "wrong requests are refused, and the server goes on",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: evil.example\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.0\r\n\r\n", 400),
            ("GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\n\r\nabc", 405),
            ("DELETE / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 405),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\n\r\nabc", 413),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413),
            (
                "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
                400
            ),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
            ("nonsense\r\n\r\n", 400), ("GET /\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", 400),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: \(String(repeating: "x", count: 128 << 10))\r\n\r\n", 431),
            ("GET /\(String(repeating: "x", count: 128 << 10)) HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 431),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\(String(repeating: "a: b\r\n", count: 2000))\r\n", 431),
            ("GET /\(String(repeating: "x", count: 9000)) HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n", 414),
        ])
    func refusals(request: String, status: Int) throws {
        let server = try Started()
        let client = try RawClient(port: server.port)
        client.send(request.replacing("PORT", with: "\(server.port)"))
        let answer = try client.answer()
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.headers["connection"] == "close")
        #expect(answer.text.count > 10 && answer.text.hasSuffix(".\n"))
        client.finishSending()
        #expect(client.readToEnd().isEmpty)
        #expect(try RawClient.get("/", port: server.port).status == 200)
    }

    @Test("changed requests are answered or refused, and the server goes on")
    func changedRequests() throws {
        var generator = SeededGenerator("changed requests")
        let server = try Started()
        let good = [
            server.request("/a?b=c%3C&d"), server.request("/", "X: y\r\nConnection: keep-alive\r\n"),
            "HEAD /a HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        ].map { Array($0.utf8) }
        let telling = Array("\r\n :/?%#&=\0\t\u{80}\u{ff}GETHOST1.0,;".utf8)
        var answered = 0
        for _ in 0..<400 {
            var bytes = (0..<Int.random(in: 1...3, using: &generator)).flatMap { _ in
                good.randomElement(using: &generator) ?? []
            }
            for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                case 3:
                    bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...20, using: &generator)))
                default: bytes.insert(contentsOf: bytes[place...].prefix(30), at: place)
                }
            }
            let client = try RawClient(port: server.port)
            client.send(bytes)
            client.finishSending()
            let answer = client.readToEnd()
            #expect(answer.isEmpty || answer.starts(with: Array("HTTP/1.1 ".utf8)), "\(bytes)")
            if !answer.isEmpty { answered += 1 }
        }
        #expect(answered > 100)
        #expect(try RawClient.get("/good", port: server.port).text == "page /good\n")
    }

    @Test func aPortThatIsTakenIsSaid() throws {
        let server = try Started()
        #expect(throws: PageServer.Failure.portInUse(server.port)) {
            _ = try PageServer(port: server.port, site: Self.echo)
        }
        #expect(try RawClient.get("/", port: server.port).status == 200)
    }

    // MARK: Slow clients

    @Test func halfRequestsKeepNobodyOut() throws {
        let server = try Started()
        let half = try (0..<300).map { _ in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: 127")
            return client
        }
        #expect(try RawClient.get("/good", port: server.port).text == "page /good\n")
        // Those that waited for longest had to go: there is room for 128.
        for client in half.prefix(300 - 128) { #expect(client.readToEnd().isEmpty) }
    }

    @Test func aHalfRequestIsClosedAfterAWhile() throws {
        var limits = ServerLimits()
        limits.patience = .milliseconds(20)
        let server = try Started(limits)
        for text in ["", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"] {
            let client = try RawClient(port: server.port)
            client.send(text)
            #expect(client.readToEnd().isEmpty)
        }
    }

    @Test func aClientThatDoesNotReadIsClosed() throws {
        var limits = ServerLimits()
        limits.stall = .milliseconds(20)
        let file = try POSIXFile.temporary(in: NSTemporaryDirectory())
        let piece = [UInt8](repeating: 65, count: 1 << 20)
        let pieces = 48
        for _ in 0..<pieces { try piece.withUnsafeBytes { try file.write($0) } }
        let ended = DispatchSemaphore(value: 0)
        let server = try Started(limits) { request in
            request.path == "/file" ? PageAnswer(body: .file(file)) : Self.echo(request)
        }
        let client = try RawClient(port: server.port)
        client.send(server.request("/file"))
        // The server closes on its own: nobody reads until it has, which shows when all its connections are gone.
        DispatchQueue.global().async {
            server.server.stop(within: .seconds(3600))
            server.server.waitForEnd()
            ended.signal()
        }
        ended.wait()
        #expect(client.readToEnd().count < pieces << 20)
    }

    @Test func busyConnectionsAreNotDroppedForNewOnes() throws {
        var limits = ServerLimits()
        limits.connections = 2
        let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try Started(limits) { request in
            begun.signal()
            goOn.wait()
            return Self.echo(request)
        }
        let busy = try (0..<2).map { number in
            let client = try RawClient(port: server.port)
            client.send(server.request("/\(number)"))
            begun.wait()
            return client
        }
        let third = try RawClient(port: server.port)
        #expect(third.readToEnd().isEmpty)
        for _ in busy { goOn.signal() }
        for (number, client) in busy.enumerated() { #expect(try client.answer().text == "page /\(number)\n") }
    }

    @Test func aClientThatLeavesHurtsNobody() throws {
        let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try Started { request in
            if request.path == "/slow" {
                begun.signal()
                goOn.wait()
            }
            return Self.echo(request)
        }
        var client: RawClient? = try RawClient(port: server.port)
        client?.send(server.request("/slow"))
        begun.wait()
        client = nil
        goOn.signal()
        #expect(try RawClient.get("/", port: server.port).status == 200)
    }

    // MARK: The end

    @Test func whatWasAskedForIsAnsweredBeforeTheEnd() throws {
        let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try PageServer(port: 0) { request in
            begun.signal()
            goOn.wait()
            return Self.echo(request)
        }
        let idle = try RawClient(port: server.port)
        idle.send("GET / HT")
        let client = try RawClient(port: server.port)
        client.send("GET /last HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
        begun.wait()
        server.stop(within: .seconds(3600))
        server.stop(within: .seconds(3600))
        // Who waits for nothing is closed at once, and nobody new comes in.
        #expect(idle.readToEnd().isEmpty)
        #expect(throws: (any Error).self) { try RawClient(port: server.port) }
        goOn.signal()
        let answer = try client.answer()
        #expect(answer.text == "page /last\n" && answer.headers["connection"] == "close")
        client.finishSending()
        #expect(client.readToEnd().isEmpty)
        server.waitForEnd()
    }

    @Test func theEndWaitsNoLongerThanItMay() throws {
        let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try PageServer(port: 0) { request in
            begun.signal()
            goOn.wait()
            return Self.echo(request)
        }
        let client = try RawClient(port: server.port)
        client.send("GET /late HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
        begun.wait()
        // What is late is asked to give up, and the connection is closed.
        server.stop(within: .milliseconds(1)) { goOn.signal() }
        server.waitForEnd()
        #expect(client.readToEnd().isEmpty)
    }
}
