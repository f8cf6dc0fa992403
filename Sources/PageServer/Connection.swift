import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// One connection: requests come in one after the other, and each is answered before the next is looked at.
///
///     waiting ──head──▶ answering (a worker makes the page) ──▶ sending ──▶ waiting, or closing
///        └──too late, or something wrong──▶ closing
///
/// Belongs to the event loop of its channel. If you add a state, also say in ``isWaiting`` whether the connection may be dropped.
final class Connection: ChannelInboundHandler, Connections.Member {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting, answering, sending
        /// The last answer is sent. What the client still sends is thrown away.
        case closing
    }

    private let check: HeadCheck
    private let limits: ServerLimits
    private let site: @Sendable (PageRequest) -> PageAnswer
    private let workers: NIOThreadPool
    private let connections: Connections
    private var state = State.waiting
    private var head: HTTPRequestHead?
    /// Closes the connection if what is expected of the client takes too long.
    private var deadline: Scheduled<Void>?
    private var isLast = false
    private var context: ChannelHandlerContext?

    /// Bytes of a file in one write.
    private static let pieceSize = 256 << 10

    init(
        _ check: HeadCheck, _ limits: ServerLimits, _ workers: NIOThreadPool, _ connections: Connections,
        _ site: @escaping @Sendable (PageRequest) -> PageAnswer
    ) {
        self.check = check
        self.limits = limits
        self.workers = workers
        self.connections = connections
        self.site = site
    }

    var isWaiting: Bool { state == .waiting }

    func drop() { context?.close(promise: nil) }

    func finish() {
        isLast = true
        if state == .waiting { drop() }
    }

    // MARK: What comes in

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        guard connections.add(self) else { return context.close(promise: nil) }
        wait(limits.patience)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        connections.remove(self)
        self.context = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state == .waiting else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // A body is refused before it comes.
            if hasBody(head) { decide(head) } else { self.head = head }
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            decide(head)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !(error is IOError) else { return context.close(promise: nil) }
        // What comes after the last request is not read, and may be anything.
        let isToBeSaid = state == .waiting && !isLast
        isLast = true
        guard isToBeSaid else { return }
        send(
            error as? HTTPParserError == .headerOverflow
                ? .text("The head of the request is too large.", status: 431)
                : .text("The request is not one of HTTP/1.1.", status: 400), isHead: false, version: .http1_1)
    }

    private func hasBody(_ head: HTTPRequestHead) -> Bool {
        head.headers.contains(name: "transfer-encoding") || head.headers["content-length"].contains { $0 != "0" }
    }

    private func decide(_ head: HTTPRequestHead) {
        let isHead = head.method == .HEAD
        // The parser stops at a request to change the protocol, which is not done.
        if !head.isKeepAlive || head.headers.contains(name: "upgrade") { isLast = true }
        switch check.decide(
            method: head.method.rawValue, target: head.uri, hosts: head.headers["host"],
            hasBody: hasBody(head))
        {
        case .refuse(let status, let sentence):
            isLast = true
            send(.text(sentence, status: status), isHead: isHead, version: head.version)
        case .answer(let request):
            guard let context else { return }
            deadline?.cancel()
            state = .answering
            let (site, version) = (site, head.version)
            let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
            workers.runIfActive(eventLoop: context.eventLoop) { site(request) }.whenComplete { result in
                // The server has stopped its workers if there is no result.
                let answer = (try? result.get()) ?? .text("The server has ended.", status: 503)
                bound.value.send(answer, isHead: isHead, version: version)
            }
        }
    }

    // MARK: What goes out

    private func send(_ answer: PageAnswer, isHead: Bool, version: HTTPVersion) {
        guard let context else { return }
        state = .sending
        wait(limits.stall)
        var headers = HTTPHeaders(answer.headers)
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let head = HTTPResponseHead(version: version, status: .init(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        switch answer.body {
        case .bytes(let bytes):
            if !isHead {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
            }
            finishAnswer()
        case .file(let file):
            if isHead { finishAnswer() } else { send(file, from: 0) }
        }
    }

    /// Sends a file piece by piece. A worker reads each piece when the one before it is with the client.
    private func send(_ file: POSIXFile, from offset: Int) {
        guard let context else { return }
        guard offset < file.size else { return finishAnswer() }
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        workers.runIfActive(eventLoop: loop) { try Self.piece(of: file, at: offset) }.whenComplete { result in
            let connection = bound.value
            guard let context = connection.context else { return }
            guard let piece = try? result.get(), !piece.isEmpty else { return context.close(promise: nil) }
            connection.wait(connection.limits.stall)
            context.writeAndFlush(connection.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))))
                .whenSuccess { bound.value.send(file, from: offset + piece.count) }
        }
    }

    private static func piece(of file: POSIXFile, at offset: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, count in
            count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    private func finishAnswer() {
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        // The next request may be in the pipeline already, and is delivered while the end is written.
        let isLast = isLast
        if !isLast { beginWaiting() }
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenSuccess { if isLast { bound.value.close() } }
    }

    private func beginWaiting() {
        state = .waiting
        connections.beginWaiting(self)
        wait(limits.patience)
    }

    /// A connection that is closed while the client still sends is reset, and the client may never read the answer. So only the own
    /// side is closed, and the client has some time for its own.
    private func close() {
        guard let context else { return }
        state = .closing
        wait(limits.linger)
        context.close(mode: .output, promise: nil)
    }

    private func wait(_ duration: Duration) {
        guard let context else { return }
        deadline?.cancel()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(duration)) { bound.value.drop() }
    }
}
