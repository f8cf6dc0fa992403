import Foundation

/// A connection to a server of this machine that sends what it is told, also what no browser would send.
public final class RawClient {
    /// An answer of HTTP.
    public struct Answer: Sendable {
        public var status: Int
        /// With names in small letters.
        public var headers: [String: String]
        public var body: [UInt8]

        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private struct NoAnswer: Error {}

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        // Only so that a server that says nothing fails the test and doesn't stop it.
        var patience = timeval(tv_sec: 60 * Patience.factor, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The end of the object closes it, even of one whose initializer throws here.
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// Sends what the server takes. It may have closed its side.
    public func send(_ text: String) { send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more is sent.
    public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads until the server closes.
    public func readToEnd() -> [UInt8] {
        while receive() {}
        defer { buffer = [] }
        return buffer
    }

    /// Reads the head of an answer, and leaves the answer to be read as a whole.
    public func head() throws -> Answer { try headAndEnd().head }

    /// Reads one answer.
    ///
    /// - Parameter hasBody: false for an answer to HEAD.
    /// - Throws: an error if the server closes before the answer is whole.
    public func answer(hasBody: Bool = true) throws -> Answer {
        var (answer, end) = try headAndEnd()
        let length = hasBody ? answer.headers["content-length"].flatMap { Int($0) } ?? 0 : 0
        while buffer.count < end + length {
            guard receive() else { throw NoAnswer() }
        }
        answer.body = Array(buffer[end..<end + length])
        buffer.removeFirst(end + length)
        return answer
    }

    private func headAndEnd() throws -> (head: Answer, end: Int) {
        let end = Array("\r\n\r\n".utf8)
        var headEnd = buffer.firstRange(of: end)
        while headEnd == nil {
            guard receive() else { throw NoAnswer() }
            headEnd = buffer.firstRange(of: end)
        }
        guard let headEnd else { throw NoAnswer() }
        let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw NoAnswer() }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw NoAnswer() }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return (Answer(status: status, headers: headers, body: []), headEnd.upperBound)
    }

    /// Asks for a page of a server on a connection of its own.
    public static func get(
        _ target: String, port: Int, method: String = "GET", headers: [String] = []
    ) throws -> Answer {
        let client = try RawClient(port: port)
        let lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
        client.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return try client.answer(hasBody: method != "HEAD")
    }

    /// - Returns: whether something came; false at the end.
    private func receive() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            buffer += bytes[..<count]
            return true
        }
    }
}
