import Synchronization

/// Thrown if work ends because of an ``Interruption``.
package struct Interrupted: Error {
    package init() {}
}

/// A request from outside, such as a signal, that the work ends now and leaves nothing behind.
///
/// It is granted until a commit begins. From then on the result is being written to the disk, and a report that nothing was
/// stored would be wrong. So the work continues to its end.
package final class Interruption: Sendable {
    private enum Phase { case working, requested, committing, committed }

    private struct State {
        var phase = Phase.working
        var isLate = false
        var hasCommitted = false
        var handlers: [Int: @Sendable () -> Void] = [:]
        var nextHandler = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock { $0.phase == .requested } }

    /// Whether the request came after the commit had begun. The result stands; work that a later command can do should be left to
    /// it.
    package var isLate: Bool { state.withLock { $0.isLate } }

    /// Asks the work to end.
    ///
    /// - Returns: whether it ends without a result; false if the request came too late.
    package func request() -> Bool {
        state.withLock { state in
            switch state.phase {
            case .working, .requested:
                state.phase = .requested
                for handler in state.handlers.values { handler() }
                return true
            case .committing:
                // An interrupted commit might be complete or not, so it is not interrupted.
                state.isLate = true
                return false
            case .committed:
                state.isLate = true
                for handler in state.handlers.values { handler() }
                return false
            }
        }
    }

    /// Whether some work was committed before the request: a command may do one thing after another.
    package var hasCommitted: Bool { state.withLock { $0.hasCommitted } }

    /// Begins the next work, which can be asked to end also if work before it was committed.
    ///
    /// - Throws: ``Interrupted`` if the end was requested, also if that was too late for the work before.
    package func beginWork() throws {
        try state.withLock { state in
            if state.isLate { state.phase = .requested }
            guard state.phase != .requested else { throw Interrupted() }
            state.phase = .working
        }
    }

    /// - Throws: ``Interrupted`` if the work has to end.
    package func check() throws {
        if isRequested { throw Interrupted() }
    }

    /// Adds a handler that is called when the work has to end, or at once if it already has to. It is called with a lock held. So
    /// it must be short and not call this object.
    ///
    /// - Returns: the number of the handler, for ``removeHandler(_:)``.
    package func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            if state.phase == .requested { handler() }
            state.nextHandler += 1
            state.handlers[state.nextHandler] = handler
            return state.nextHandler
        }
    }

    /// Removes a handler. When this returns, the handler is not running and won't be called again.
    package func removeHandler(_ handler: Int) {
        state.withLock { $0.handlers[handler] = nil }
    }

    /// Marks the point of no return. Requests from here on are too late.
    ///
    /// - Throws: ``Interrupted`` if the end was requested before.
    package func beginCommit() throws {
        try state.withLock { state in
            guard state.phase != .requested else { throw Interrupted() }
            state.phase = .committing
        }
    }

    package func endCommit() {
        state.withLock {
            guard $0.phase == .committing else { return }
            $0.phase = .committed
            $0.hasCommitted = true
        }
    }
}
