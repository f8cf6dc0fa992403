/// Decides from the head of a request whether it is answered. It knows nothing of sockets.
struct HeadCheck: Sendable {
    /// What a request has to name as its host, in small letters.
    private let hosts: Set<String>
    private let targetBytes: Int

    enum Decision: Equatable {
        case answer(PageRequest)
        /// The connection is closed afterwards.
        case refuse(status: Int, sentence: String)
    }

    /// - Parameter port: the port that the server listens to. That of HTTP may be left out.
    init(port: Int, targetBytes: Int = 8 << 10) {
        let names = ["127.0.0.1", "localhost"]
        hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
        self.targetBytes = targetBytes
    }

    /// - Parameters:
    ///   - hosts: the values of all Host headers.
    ///   - hasBody: whether headers announce a body.
    func decide(method: String, target: String, hosts: [String], hasBody: Bool) -> Decision {
        // Another web site can have a name that leads to this machine. A browser then sends that name.
        guard let host = hosts.first, hosts.count == 1 else {
            return .refuse(status: 400, sentence: "A request has exactly one Host.")
        }
        guard self.hosts.contains(host.lowercased()) else {
            return .refuse(
                status: 421, sentence: "This server answers only for \(self.hosts.sorted().joined(separator: " and "))."
            )
        }
        guard method == "GET" || method == "HEAD" else {
            return .refuse(status: 405, sentence: "Pages can be read, and nothing else: the methods are GET and HEAD.")
        }
        guard !hasBody else { return .refuse(status: 413, sentence: "A request for a page has no body.") }
        guard target.utf8.count <= targetBytes else {
            return .refuse(status: 414, sentence: "The address has more than \(targetBytes) bytes.")
        }
        guard let request = PageRequest(target: target) else {
            return .refuse(status: 400, sentence: "The address is not one of a page.")
        }
        return .answer(request)
    }
}
