import Foundation

/// A program that runs while the test goes on. Its output goes to files, so that it never waits for a reader.
public final class Running {
    private let process = Process()
    private let input = Pipe()
    private let output: String
    private let error: String

    public var processID: Int32 { process.processIdentifier }

    /// - Parameter keepsInputOpen: whether it waits for what is written to it; otherwise its input is empty.
    public init(
        _ program: String, _ arguments: [String], in folder: TemporaryFolder, keepsInputOpen: Bool = false
    ) throws {
        let name = UUID().uuidString
        output = folder.path(of: ".\(name).out")
        error = folder.path(of: ".\(name).err")
        for path in [output, error] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: error)
        try process.run()
        if !keepsInputOpen { try input.fileHandleForWriting.close() }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    public var isRunning: Bool { process.isRunning }

    public func write(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// What it has printed so far.
    public func printed() throws -> String { try String(contentsOfFile: output, encoding: .utf8) }

    /// Waits until `condition` holds, or the program has ended.
    public func wait(until condition: () throws -> Bool) rethrows {
        while process.isRunning, try !condition() { usleep(1000) }
    }

    /// Whether it has a file open whose path begins like this.
    public func hasOpen(_ path: String) -> Bool {
        let folder = "/proc/\(processID)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path
        }
    }

    /// Waits for its end.
    ///
    /// - Parameter closesInput: false where something else is to end it.
    /// - Returns: with the number of the signal as the status where one has ended it.
    public func end(closesInput: Bool = true) throws -> Finished {
        if closesInput { try? input.fileHandleForWriting.close() }
        process.waitUntilExit()
        return Finished(
            output: try printed(), error: try String(contentsOfFile: error, encoding: .utf8),
            status: process.terminationStatus)
    }
}

/// The sqlite3 shell as another program on a database, in the midst of a transaction.
public final class OtherProgram {
    public let shell: Running
    private var answers = 0

    /// - Parameter begin: `BEGIN IMMEDIATE` keeps others from writing, `BEGIN` with a query keeps the log from being emptied.
    public init(_ begin: String, in folder: TemporaryFolder, database: String = "invdb.db") throws {
        shell = try Running("/usr/bin/sqlite3", [database], in: folder, keepsInputOpen: true)
        try ask("\(begin); SELECT count(*) > -1 FROM import;")
    }

    /// Runs SQL that ends in a query with one row, and returns when that is done.
    public func ask(_ sql: String) throws {
        answers += 1
        try shell.write("\(sql)\n")
        try shell.wait { try shell.printed().filter { $0 == "\n" }.count >= answers }
    }

    public func rollBack() throws { try ask("ROLLBACK; SELECT 1;") }
}
