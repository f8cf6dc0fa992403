/// A program that ended in another way than the test needs, with the line of the test that ran it.
public struct UnexpectedEnd: Error, CustomStringConvertible {
    public var command: String
    public var finished: Finished
    public var expected: String
    public var place: String

    public init(_ command: String, _ finished: Finished, expected: String, file: StaticString, line: UInt) {
        self.command = command
        self.finished = finished
        self.expected = expected
        place = "\(file):\(line)"
    }

    public var description: String {
        """
        \(place): \(command): expected \(expected), and it ended with \(finished.status)
        standard output: \(finished.output)
        standard error: \(finished.error)
        """
    }
}
