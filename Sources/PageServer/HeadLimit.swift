import NIOCore
import NIOHTTP1

/// Counts the bytes of a head while it comes in, before it is parsed: the parser bounds headers, but no request line.
///
/// Requests have no bodies, so all bytes are those of heads. One read may have several heads; those that are whole are taken by then.
final class HeadLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: Int
    private var count = 0
    private var isExceeded = false

    init(limit: Int) {
        self.limit = limit
    }

    /// A head is whole, and the next byte is that of another.
    func beginHead() { count = 0 }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What is sent after a refusal is taken and thrown away, so that the client reads the refusal and no reset.
        guard !isExceeded else { return }
        count += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
        guard count > limit else { return }
        isExceeded = true
        context.fireErrorCaught(HTTPParserError.headerOverflow)
    }
}

/// Tells a ``HeadLimit`` where a head ends. It is behind the parser, and before the requests that have to wait for their turn.
final class HeadEnd: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let limit: HeadLimit

    init(_ limit: HeadLimit) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { limit.beginHead() }
        context.fireChannelRead(data)
    }
}
