import Foundation
import TestSupport
import Testing

/// Asked to end by a signal: rolled back, one line, and the exit code of a shell. How soon is a matter of `Tests/Faults`.
@Suite struct SignalTests {
    static let signals: [(number: Int32, name: String, status: Int32)] = [
        (SIGINT, "SIGINT", 130), (SIGTERM, "SIGTERM", 143), (SIGHUP, "SIGHUP", 129),
    ]

    private func expectStopped(
        _ process: Running, by signal: (number: Int32, name: String, status: Int32),
        at location: SourceLocation = #_sourceLocation
    ) throws {
        process.send(signal.number)
        let finished = try process.end(closesInput: false)
        #expect(finished.status == signal.status, sourceLocation: location)
        #expect(finished.output == "", sourceLocation: location)
        #expect(
            finished.error == "invdb: Stopped by \(signal.name); everything is as it was before.\n",
            sourceLocation: location)
    }

    @Test("A signal stops an import that waits for its input", arguments: signals.indices)
    func anImportThatWaitsForItsInput(index: Int) throws {
        let workspace = try Workspace.threeStores()
        let before = try workspace.folder.dump()
        let process = try Running(Command.invdb, ["import", "-"], in: workspace.folder, keepsInputOpen: true)
        try process.write("\(ProductFile.headerWithStore)\nS1,NEW,2024-01-01,10,2,0,10,1\n")
        workspace.waitUntilImporting(process)
        try expectStopped(process, by: Self.signals[index])
        #expect(try workspace.folder.dump() == before)
        #expect(try workspace.visible() == ["invdb.db", "products.csv"])
    }

    @Test("A signal stops a first import, which leaves no file", arguments: signals.indices)
    func aFirstImportLeavesNoFile(index: Int) throws {
        let workspace = try Workspace()
        let process = try Running(Command.invdb, ["import", "-"], in: workspace.folder, keepsInputOpen: true)
        workspace.waitUntilImporting(process)
        try expectStopped(process, by: Self.signals[index])
        #expect(try workspace.visible() == [])
    }

    @Test("A signal stops a command that waits for a lock", arguments: signals.indices)
    func whoWaitsForALock(index: Int) throws {
        let workspace = try Workspace.threeStores()
        let other = try OtherProgram("BEGIN IMMEDIATE", in: workspace.folder)
        for command in [["forecast"], ["import", "products.csv"], ["scenario", "delete", "x"]] {
            let process = try Running(Command.invdb, command + ["--wait", "600"], in: workspace.folder)
            process.wait { process.hasOpen(workspace.folder.path(of: "invdb.db-shm")) }
            try expectStopped(process, by: Self.signals[index])
        }
        try other.rollBack()
    }

    @Test("A signal stops a forecast before its commit, and nothing is stored", arguments: signals.indices)
    func aForecastInTheMidstOfIt(index: Int) throws {
        let signal = Self.signals[index]
        let rows = (1...60_000).map { "S,P\($0),2024-01-01,10,2,0,60,1" }
        let workspace = try Workspace(rows: rows)
        try workspace.succeed("forecast", "--days", "1")
        let before = try workspace.succeed("export", "forecast")
        // Its summary comes before its commit, and does not get out: nobody reads the pipe, and it is full. So the signal always
        // comes before the commit.
        let line = """
            mkfifo full; exec 3<> full; dd if=/dev/zero of=full bs=4096 count=1000 oflag=nonblock 2> /dev/null
            exec '\(Command.invdb)' forecast >&3
            """
        let process = try Running("/bin/bash", ["-c", line], in: workspace.folder)
        process.wait { process.hasOpen(workspace.folder.path(of: "invdb.db-shm")) }
        process.send(signal.number)
        #expect(try process.end().status == signal.status)
        #expect(try workspace.succeed("export", "forecast") == before)
        #expect(try workspace.query("PRAGMA integrity_check") == ["ok"])
    }

    @Test("A signal stops an export into a pipe that is full")
    func anExportIntoAPipeThatNobodyReads() throws {
        let workspace = try Workspace(rows: (1...5000).map { "S,P\($0),2024-01-01,10,2,0,60,1" })
        try workspace.succeed("forecast")
        // More than a pipe holds, so that writing waits for ever: only ending the process as it is helps.
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.invdb)
        process.arguments = ["export", "forecast", "--db", workspace.folder.path(of: "invdb.db")]
        process.standardOutput = FileHandle(fileDescriptor: ends[1])
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        // The pipe is full when it takes nothing more.
        var pipe = pollfd(fd: ends[1], events: Int16(POLLOUT), revents: 0)
        while process.isRunning, poll(&pipe, 1, 0) == 1 { usleep(1000) }
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 143)
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(said == "invdb: Stopped by SIGTERM; everything is as it was before.\n")
    }

    @Test("A signal that was ignored when the program began is ignored, as with nohup")
    func whatIsIgnoredFromTheBeginningStaysSo() throws {
        let workspace = try Workspace.threeStores()
        // As nohup starts a program. It gets the signal while it waits for the end of its input.
        let process = try Running(
            "/bin/bash", ["-c", "trap '' HUP; exec '\(Command.invdb)' import -"], in: workspace.folder,
            keepsInputOpen: true)
        workspace.waitUntilImporting(process)
        process.send(SIGHUP)
        try process.write("\(ProductFile.headerWithStore)\nS1,NEW,2024-01-01,10,2,0,10,1\n")
        #expect(try process.end().status == 0)
        #expect(try workspace.query("SELECT count(*) FROM import") == ["2"])
    }
}

extension Workspace {
    /// Waits until an import has opened or begun its database, or collects its input.
    func waitUntilImporting(_ process: Running) {
        process.wait { ["invdb.db", "invdb.db.invdb-new"].contains { process.hasOpen(folder.path(of: $0)) } }
    }

    /// The files in it, without those that hold the output of programs.
    func visible() throws -> [String] { try folder.names().filter { !$0.hasPrefix(".") } }
}
