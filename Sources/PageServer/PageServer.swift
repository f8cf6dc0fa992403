import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform
import Synchronization

/// A server of pages for the browsers of this machine: a request in, a page out. It knows nothing of what is on the pages.
///
/// It listens to 127.0.0.1 only, takes GET and HEAD for its own host, and bounds all that a client may do (``ServerLimits``). One thread
/// has all connections; workers make the pages.
package final class PageServer: Sendable {
    /// The port that it listens to.
    package let port: Int

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let workers: NIOThreadPool
    private let channel: any Channel
    private let connections: NIOLoopBound<Connections>
    /// Is signalled when the last connection has ended. A future of the loop could not be waited for when the loop is gone.
    private let ended = DispatchSemaphore(value: 0)
    /// Whether the threads are gone.
    private let isOver = Mutex(false)

    /// Why a server can't begin.
    package enum Failure: Error, Equatable, Sendable {
        /// Another program listens to the port.
        case portInUse(Int)
        /// The system doesn't let this user have the port, or has no room for a socket; its error number.
        case portRefused(Int, code: Int32)
    }

    /// Listens. Requests are answered from now on.
    ///
    /// - Parameters:
    ///   - port: 0 takes any that is free.
    ///   - site: makes the answers, on several threads at the same time.
    /// - Throws: ``Failure``.
    package init(
        port: Int, limits: ServerLimits = ServerLimits(), site: @escaping @Sendable (PageRequest) -> PageAnswer
    ) throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        workers = NIOThreadPool(numberOfThreads: limits.workers)
        workers.start()
        let (loop, workers) = (group.next(), workers)
        self.loop = loop
        do {
            let connections = try loop.submit {
                NIOLoopBound(Connections(limit: limits.connections), eventLoop: loop)
            }.wait()
            self.connections = connections
            channel = try ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                // A server that has just ended leaves the port in a state from which only this takes it at once.
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // If the descriptors are used up, accepting is tried again a second later.
                        try channel.pipeline.syncOperations.addHandler(
                            AcceptBackoffHandler(shouldForwardIOErrorCaught: false))
                    }
                }
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let connection = Connection(
                            HeadCheck(port: channel.localAddress?.port ?? port), limits, workers, connections.value,
                            site)
                        try Self.add(connection, limits, to: channel.pipeline.syncOperations)
                    }
                }
                .bind(host: "127.0.0.1", port: port).wait()
        } catch {
            Self.end(group, workers)
            let code = (error as? IOError)?.errnoCode ?? EIO
            throw code == EADDRINUSE ? Failure.portInUse(port) : Failure.portRefused(port, code: code)
        }
        self.port = channel.localAddress?.port ?? port
    }

    private static func add(
        _ connection: Connection, _ limits: ServerLimits, to pipeline: ChannelPipeline.SynchronousOperations
    ) throws {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderListSize = limits.headBytes
        bounds.maxHeaderFieldSize = limits.headBytes
        bounds.maxHeaderFieldCount = limits.headers
        let headLimit = HeadLimit(limit: limits.headBytes)
        try pipeline.addHandlers([
            headLimit, HTTPResponseEncoder(),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: bounds)),
            HeadEnd(headLimit), HTTPServerPipelineHandler(), connection,
        ])
    }

    /// Asks the server to end: it takes no more connections, answers what it was asked for, and closes. Returns at once.
    ///
    /// - Parameters:
    ///   - grace: the time that it has for that.
    ///   - whenLate: is called if there is still something to answer then. The connections are closed.
    package func stop(within grace: Duration, whenLate: @escaping @Sendable () -> Void = {}) {
        let (channel, connections, ended) = (channel, connections, ended)
        isOver.withLock { isOver in
            guard !isOver else { return }
            loop.execute { [loop] in
                channel.close(promise: nil)
                var late: Scheduled<Void>?
                let areLeft = connections.value.finish {
                    late?.cancel()
                    ended.signal()
                }
                guard areLeft else { return }
                late = loop.scheduleTask(in: TimeAmount(grace)) {
                    whenLate()
                    connections.value.dropAll()
                }
            }
        }
    }

    /// Returns when ``stop(within:whenLate:)`` was called and everything is done.
    package func waitForEnd() {
        ended.wait()
        // Others may wait too.
        ended.signal()
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        if isFirst { Self.end(group, workers) }
    }

    private static func end(_ group: MultiThreadedEventLoopGroup, _ workers: NIOThreadPool) {
        try? workers.syncShutdownGracefully()
        try? group.syncShutdownGracefully()
    }
}
