import Foundation

/// A program that has run: what it printed, and how it ended.
public struct Finished: Sendable {
    public var output: String
    public var error: String
    public var status: Int32

    public var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }
}

/// Programs as a user would run them.
public enum Command {
    private static let shipped = ProcessInfo.processInfo.environment["INVDB_TEST_BINARY"]
    /// Whether the binary is one as users get it, which is several times as fast.
    public static var isShipped: Bool { shipped != nil }

    /// The binary of `$INVDB_TEST_BINARY`, as `make test` says; else the one that was built beside the tests.
    public static let invdb: String = {
        if let shipped { return shipped }
        // The tests are in a bundle below the folder of the products.
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        while folder.path != "/" {
            let binary = folder.appendingPathComponent("invdb").path
            if FileManager.default.isExecutableFile(atPath: binary) { return binary }
            folder.deleteLastPathComponent()
        }
        return "\(repository)/.build/debug/invdb"
    }()

    /// The root of the repository.
    public static let repository: String = {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }()

    /// Runs a program to its end.
    ///
    /// - Parameter input: what it reads from standard input.
    public static func run(
        _ program: String, _ arguments: [String], in folder: TemporaryFolder, input: String = "",
        environment: [String: String] = [:]
    ) throws -> Finished {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        var variables = ProcessInfo.processInfo.environment
        variables["INVDB_DB"] = nil
        variables.merge(environment) { _, new in new }
        process.environment = variables
        let streams = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (streams.0, streams.1, streams.2)
        try process.run()
        // Both pipes are drained while the program runs: it would wait for ever on a full one.
        let error = Reader(streams.2.fileHandleForReading)
        let writer = Thread {
            // A program that does not read its input must not end the tests.
            signal(SIGPIPE, SIG_IGN)
            if !input.isEmpty { try? streams.0.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
            try? streams.0.fileHandleForWriting.close()
        }
        writer.start()
        let output = streams.1.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Finished(
            output: String(decoding: output, as: UTF8.self), error: String(decoding: error.wait(), as: UTF8.self),
            status: process.terminationStatus)
    }

    /// Runs invdb.
    public static func invdb(
        _ arguments: String..., in folder: TemporaryFolder, input: String = "", environment: [String: String] = [:]
    ) throws -> Finished {
        try run(invdb, arguments, in: folder, input: input, environment: environment)
    }

    /// Runs a query in the sqlite3 shell: a line a row, columns separated by `|`.
    public static func sqlite3(
        _ sql: String, in folder: TemporaryFolder, database: String = "invdb.db"
    ) throws -> Finished {
        try run("/usr/bin/sqlite3", [database, sql], in: folder)
    }

    /// Runs a line of shell with `invdb` on its path.
    public static func shell(_ line: String, in folder: TemporaryFolder) throws -> Finished {
        let path = URL(fileURLWithPath: invdb).deletingLastPathComponent().path
        let inherited = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try run("/bin/bash", ["-c", line], in: folder, environment: ["PATH": "\(path):\(inherited)"])
    }

    /// Reads a pipe to its end on a thread of its own.
    private final class Reader: @unchecked Sendable {
        // `data` is written before the semaphore is signalled and read after it was waited for.
        private let done = DispatchSemaphore(value: 0)
        private var data = Data()

        init(_ handle: FileHandle) {
            Thread {
                self.data = handle.readDataToEndOfFile()
                self.done.signal()
            }.start()
        }

        func wait() -> Data {
            done.wait()
            return data
        }
    }
}
