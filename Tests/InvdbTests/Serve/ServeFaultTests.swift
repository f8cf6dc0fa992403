import Foundation
import Synchronization
import TestSupport
import Testing

/// `serve` where something goes wrong: the port, the signals, the file, and other programs that write. What clients do wrong is in
/// `PageServerTests`.
@Suite struct ServeFaultTests {
    @Test func aPortThatIsTakenIsSaidWithWhatToDo() throws {
        let workspace = try Workspace.threeStores()
        let serving = try Serving(in: workspace.folder)
        let line = try workspace.fail("serve", "--port", "\(serving.port)")
        #expect(line.hasPrefix("invdb: Port \(serving.port) is used by another program"))
        #expect(line.contains("take another port with: invdb serve --port \(serving.port + 1)"))
        #expect(try serving.get("/").status == 200)
        #expect(try workspace.run(["serve", "--port", "65536"]).status == 64)
    }

    @Test func onlyThisMachineIsListenedTo() throws {
        let workspace = try Workspace.threeStores()
        let serving = try Serving(in: workspace.folder)
        let port = String(serving.port, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: 4 - port.count) + port
        func listened(_ table: String) throws -> [String] {
            try String(contentsOfFile: "/proc/\(serving.program.processID)/net/\(table)", encoding: .utf8)
                .split(separator: "\n").compactMap { line in
                    let fields = line.split(separator: " ")
                    return fields.count > 3 && fields[3] == "0A" && fields[1].hasSuffix(":\(padded)")
                        ? String(fields[1]) : nil
                }
        }
        #expect(try listened("tcp") == ["0100007F:\(padded)"])
        #expect(try listened("tcp6").isEmpty)
    }

    @Test("a signal ends it well", arguments: [SIGTERM, SIGINT, SIGHUP])
    func signals(signal: Int32) throws {
        let workspace = try ServedShop.workspace()
        let before = try workspace.folder.names().filter { !$0.hasPrefix(".") }
        let serving = try Serving(in: workspace.folder)
        _ = try serving.page("/")
        let idle = try RawClient(port: serving.port)
        let finished = try serving.end(signal)
        #expect(finished.status == 0 && finished.error == "")
        #expect(idle.readToEnd().isEmpty)
        #expect(try workspace.folder.names().filter { !$0.hasPrefix(".") } == before)
    }

    @Test func anAnswerThatHasBegunIsFinishedAfterASignal() throws {
        let workspace = try Workspace(
            ProductFile.headerWithStore,
            rows: (0..<20_000).map { "S,P\(100_000 + $0),2024-01-01,\($0 % 40),1,0,60,1" })
        try workspace.succeed("forecast")
        let whole = try workspace.succeed("export", "stockout", "--spreadsheet-safe")
        let serving = try Serving(in: workspace.folder)
        let client = try RawClient(port: serving.port)
        client.send("GET /stockouts.csv HTTP/1.1\r\nHost: 127.0.0.1:\(serving.port)\r\n\r\n")
        // The head is there, so the answer has begun.
        let head = try client.head()
        serving.program.send(SIGTERM)
        #expect(head.headers["content-length"] == String(whole.utf8.count))
        #expect(try client.answer().text == whole)
        client.finishSending()
        #expect(client.readToEnd().isEmpty)
        #expect(try serving.program.end().status == 0)
    }

    @Test func aSecondSignalEndsItAtOnce() throws {
        let workspace = try Workspace.threeStores()
        let serving = try Serving(in: workspace.folder)
        // Its only connection waits, so the first signal ends it, or the second does.
        serving.program.send(SIGTERM)
        serving.program.send(SIGTERM)
        #expect([0, 143].contains(try serving.program.end().status))
    }

    @Test func aFileThatIsGoneIsNoticed() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        #expect(try serving.page("/product?product=P1").contains("P1"))
        for name in ["invdb.db", "invdb.db-wal", "invdb.db-shm"] {
            try? FileManager.default.removeItem(atPath: workspace.folder.path(of: name))
        }
        for target in ["/", "/product?product=P1", "/orders.csv"] {
            let answer = try serving.get(target)
            #expect(
                answer.status == 503
                    && answer.text.contains("There is no database invdb.db; make one with: invdb import"))
        }
        // It comes back, with other content.
        try workspace.importRows(["New,N1,2024-02-01,5,1,0,30,1"])
        #expect(try serving.page("/product?product=N1").contains("New"))
        #expect(try serving.get("/product?product=P1").status == 404)
        #expect(try serving.end().status == 0)
    }

    @Test("another file at the path is read", arguments: ["move", "copy over", "link"])
    func aFileThatIsReplacedIsNoticed(how: String) throws {
        let workspace = try ServedShop.workspace()
        let other = try Workspace(rows: ["Other,O1,2024-02-01,5,1,0,30,1"])
        try other.succeed("forecast")
        let serving = try Serving(in: workspace.folder)
        #expect(try serving.page("/product?product=P1").contains("North"))
        let (path, new) = (workspace.folder.path(of: "invdb.db"), other.folder.path(of: "invdb.db"))
        switch how {
        case "move": #expect(rename(new, path) == 0)
        case "link":
            #expect(unlink(path) == 0 && symlink(new, path) == 0)
        default:
            let bytes = try Data(contentsOf: URL(fileURLWithPath: new))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: bytes)
            try file.close()
        }
        #expect(try serving.page("/product?product=O1").contains("Other"))
        #expect(try serving.get("/product?product=P1").status == 404)
        #expect(try serving.page("/newer?run=9&import=9").contains("This is another database now."))
    }

    @Test func aFileThatIsNoDatabaseIsSaid() throws {
        let workspace = try Workspace.threeStores()
        let serving = try Serving(in: workspace.folder)
        let path = workspace.folder.path(of: "invdb.db")
        #expect(unlink(path) == 0)
        try workspace.folder.write("this is text", to: "invdb.db")
        let answer = try serving.get("/")
        #expect(answer.status == 503 && answer.text.contains("invdb.db"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "this is text")
        #expect(try serving.end().status == 0)
    }

    @Test("clients that do wrong, 300 at a time, keep nobody out")
    func wrongClients() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let serving = try Serving(in: workspace.folder)
        let host = "Host: 127.0.0.1:\(serving.port)\r\n"
        let half = try (0..<300).map { number in
            let client = try RawClient(port: serving.port)
            client.send(String("GET /exceptions HTTP/1.1\r\n\(host)".prefix(5 + number % 40)))
            return client
        }
        #expect(try serving.get("/runs").status == 200)
        for (head, status) in [
            ("GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "x", count: 128 << 10))\r\n\r\n", 431),
            ("GET / HTTP/1.1\r\n\(host)Host: evil.example\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\nx", 405),
        ] {
            let client = try RawClient(port: serving.port)
            client.send(head)
            #expect(try client.answer().status == status)
        }
        let client = try RawClient(port: serving.port)
        client.send(String(repeating: "GET /runs HTTP/1.1\r\n\(host)\r\n", count: 50))
        for _ in 0..<50 { #expect(try client.answer().status == 200) }
        withExtendedLifetime(half) {}
        #expect(try serving.end().status == 0)
    }

    @Test("The file is locked for other programs, which otherwise would remove the log that is being read")
    func theFileIsLocked() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let serving = try Serving(in: workspace.folder)
        let path = workspace.folder.path(of: "invdb.db")
        func isLocked() throws -> Bool {
            var status = stat()
            #expect(stat(path, &status) == 0)
            return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n").contains {
                let words = $0.split(separator: " ")
                return words.contains("READ") && words.contains("\(serving.program.processID)")
                    && words.contains { $0.hasSuffix(":\(status.st_ino)") }
            }
        }
        for _ in 0..<3 {
            #expect(try serving.page("/runs").contains("<table"))
            #expect(try isLocked())
            // Its log is copied into the file, which the server then opens anew.
            try workspace.succeed("forecast")
        }
    }

    /// Two plans take turns, and every page has the numbers of one of them, never of both.
    @Test func readersDuringForecastsSeeOneCommitEach() throws {
        let workspace = try Workspace(
            ProductFile.headerWithStore + ",lead_time_days,unit_cost",
            rows: (0..<60).map { "S\($0 % 3),P\(100 + $0 / 3),2024-01-01,\($0 % 7),1,0,60,1,9,2" })
        func plan(_ cover: String) throws { try workspace.succeed("plan", "--cover", cover, "--quiet") }
        func sums() throws -> [String] {
            try workspace.query(
                "SELECT count(*), printf('%g', sum(quantity)), printf('%g', sum(cost)), count(nullif(days_late, 0)), printf('%g', sum(units_short)) FROM reorder"
            )
        }
        try plan("20")
        let second = try sums()
        try plan("5")
        let first = try sums()
        #expect(first != second)
        let known = [first, second].map { $0.flatMap { $0.components(separatedBy: "|") } }
        let serving = try Serving(in: workspace.folder)
        let isOver = Mutex(false)
        let wrong = Mutex<[String]>([])
        let read = Mutex(0)
        let group = DispatchGroup()
        let port = serving.port
        for number in 0..<8 {
            group.enter()
            Thread {
                while !isOver.withLock({ $0 }) {
                    do {
                        switch number % 4 {
                        case 0:
                            let answer = try RawClient.get("/orders", port: port)
                            let figures = try ["orders", "units", "cost", "late", "short"].flatMap { id in
                                try ServedShop.values(answer.text, in: "figure-\(id)").prefix(1)
                            }
                            if answer.status != 200 || !known.contains(figures) {
                                wrong.withLock { $0.append("\(answer.status) \(figures)") }
                            }
                        case 1:
                            let lines =
                                try RawClient.get("/orders.csv", port: port).text.split(separator: "\n").count - 1
                            if !known.map({ $0[0] }).contains("\(lines)") {
                                wrong.withLock { $0.append("\(lines) lines") }
                            }
                        default:
                            let target = number % 4 == 2 ? "/" : "/product?product=P105&store=S1"
                            let answer = try RawClient.get(target, port: port)
                            if answer.status != 200 {
                                wrong.withLock { $0.append("\(target) \(answer.status) \(answer.text)") }
                            }
                        }
                    } catch { wrong.withLock { $0.append("\(error)") } }
                    read.withLock { $0 += 1 }
                }
                group.leave()
            }.start()
        }
        for round in 0..<(Patience.isLong ? 100 : 8) { try plan(round % 2 == 0 ? "20" : "5") }
        isOver.withLock { $0 = true }
        group.wait()
        #expect(wrong.withLock { $0 }.isEmpty)
        #expect(read.withLock { $0 } > 8)
        // It holds no more than it began with.
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(serving.program.processID)/fd")
            .count
        #expect(descriptors < 64)
        #expect(try serving.end().status == 0)
        try workspace.succeed("check")
    }

    @Test func theBrowserIsOpened() throws {
        let workspace = try Workspace.threeStores()
        try workspace.folder.write("#!/bin/sh\necho \"$1\" > \"\(workspace.folder.path)/opened\"\n", to: "xdg-open")
        chmod(workspace.folder.path(of: "xdg-open"), 0o755)
        let serving = try Running(
            "/usr/bin/env",
            ["PATH=\(workspace.folder.path):/usr/bin:/bin", Command.invdb, "serve", "--port", "0", "--open"],
            in: workspace.folder)
        func opened() -> String {
            (try? String(contentsOfFile: workspace.folder.path(of: "opened"), encoding: .utf8)) ?? ""
        }
        serving.wait { opened().hasSuffix("\n") }
        #expect(try serving.printed().hasPrefix(opened().trimmingCharacters(in: .newlines)))
        #expect(opened().hasPrefix("http://127.0.0.1:"))
        serving.send(SIGTERM)
        #expect(try serving.end().status == 0)
    }
}
