/// The open connections of a server. Belongs to its event loop.
final class Connections {
    /// A connection as the others see it.
    protocol Member: AnyObject {
        /// Whether nothing of it would be lost: it is waiting for a request.
        var isWaiting: Bool { get }
        /// Closes it at once.
        func drop()
        /// Closes it when what it was asked for is answered.
        func finish()
    }

    private let limit: Int
    /// In the order in which they began to wait.
    private var members: [any Member] = []
    private var isFinishing = false
    private var whenEmpty: () -> Void = {}

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: false if there is no place for it, as all others are being answered.
    func add(_ member: any Member) -> Bool {
        guard !isFinishing else { return false }
        if members.count >= limit {
            guard let oldest = members.first(where: \.isWaiting) else { return false }
            remove(oldest)
            oldest.drop()
        }
        members.append(member)
        return true
    }

    /// A connection begins to wait for its next request.
    func beginWaiting(_ member: any Member) {
        guard let place = members.firstIndex(where: { $0 === member }) else { return }
        members.append(members.remove(at: place))
    }

    func remove(_ member: any Member) {
        guard let place = members.firstIndex(where: { $0 === member }) else { return }
        members.remove(at: place)
        guard isFinishing, members.isEmpty else { return }
        let body = whenEmpty
        whenEmpty = {}
        body()
    }

    /// Lets all connections end. Only the first call counts.
    ///
    /// - Parameter whenEmpty: is called once, when the last one has.
    /// - Returns: whether some are still there.
    func finish(whenEmpty: @escaping () -> Void) -> Bool {
        guard !isFinishing else { return false }
        isFinishing = true
        guard !members.isEmpty else {
            whenEmpty()
            return false
        }
        self.whenEmpty = whenEmpty
        for member in members { member.finish() }
        return !members.isEmpty
    }

    /// Closes all connections at once.
    func dropAll() { for member in members { member.drop() } }
}
