import Foundation

/// `invdb serve` on a port of its own, ended with the object.
public final class Serving {
    public let program: Running
    public let port: Int

    /// - Throws: ``UnexpectedEnd`` if it ends instead of serving.
    public init(
        in folder: TemporaryFolder, _ options: String..., file: StaticString = #fileID, line: UInt = #line
    ) throws {
        let program = try Running(Command.invdb, ["serve", "--port", "0"] + options, in: folder)
        try program.wait { try program.printed().contains("\n") }
        let address = try program.printed().firstMatch(of: #/^http://127\.0\.0\.1:(\d+)/ /#)
        guard program.isRunning, let port = address.flatMap({ Int($0.output.1) }) else {
            program.send(SIGKILL)
            throw UnexpectedEnd("invdb serve", try program.end(), expected: "an address", file: file, line: line)
        }
        self.program = program
        self.port = port
    }

    public func get(_ target: String, method: String = "GET") throws -> RawClient.Answer {
        try RawClient.get(target, port: port, method: method)
    }

    /// The text of a page that has to be there.
    public func page(_ target: String, file: StaticString = #fileID, line: UInt = #line) throws -> String {
        let answer = try get(target)
        guard answer.status == 200 else {
            throw UnexpectedEnd(
                "GET \(target)", Finished(output: answer.text, error: "", status: Int32(answer.status)),
                expected: "a page", file: file, line: line)
        }
        return answer.text
    }

    public func end(_ signal: Int32 = SIGTERM) throws -> Finished {
        program.send(signal)
        return try program.end()
    }
}
