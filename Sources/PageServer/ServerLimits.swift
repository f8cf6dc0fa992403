/// How much a server puts up with.
package struct ServerLimits: Sendable {
    /// The most connections at the same time. One more takes the place of the one that has been waiting for longest.
    package var connections = 128
    /// The most bytes of a request line with its headers, and the most headers.
    package var headBytes = 16 << 10
    package var headers = 100
    /// How long a connection may wait for a whole head, from its beginning or from the last answer on.
    package var patience = Duration.seconds(15)
    /// How long a client may take for a piece of an answer.
    package var stall = Duration.seconds(15)
    /// How long a client may go on sending after it was refused.
    package var linger = Duration.seconds(2)
    /// The most requests that are answered at the same time.
    package var workers = 4

    package init() {}
}
