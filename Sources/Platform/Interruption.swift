import Synchronization

/// Thrown where work ends because of an ``Interruption``.
package struct Interrupted: Error {
    package init() {}
}

/// A wish from outside, such as a signal, that the work ends now and leaves nothing behind.
///
/// It is granted until a commit begins. From then on the result is on its way to the disk, and whoever would be told that
/// nothing was stored would be told wrong: the work goes on to its end.
package final class Interruption: Sendable {
    private enum Phase { case working, requested, committing, committed }

    private struct State {
        var phase = Phase.working
        var isLate = false
        var handlers: [Int: @Sendable () -> Void] = [:]
        var nextHandler = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock { $0.phase == .requested } }

    /// Whether it was asked for after the commit had begun: the result stands, but what can be left to others should be.
    package var isLate: Bool { state.withLock { $0.isLate } }

    /// Asks the work to end.
    ///
    /// - Returns: whether it ends without a result; false where that comes too late.
    package func request() -> Bool {
        state.withLock { state in
            switch state.phase {
            case .working, .requested:
                state.phase = .requested
                for handler in state.handlers.values { handler() }
                return true
            case .committing:
                // An interrupted commit is neither done nor undone.
                state.isLate = true
                return false
            case .committed:
                state.isLate = true
                for handler in state.handlers.values { handler() }
                return false
            }
        }
    }

    /// - Throws: ``Interrupted`` where the work is to end.
    package func check() throws {
        if isRequested { throw Interrupted() }
    }

    /// Has `handler` called when the work is to end, at once if that is already so. It is called with a lock held, so it must
    /// be short and not come back here.
    package func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            if state.phase == .requested { handler() }
            state.nextHandler += 1
            state.handlers[state.nextHandler] = handler
            return state.nextHandler
        }
    }

    /// After this, the handler is not running and won't be called any more.
    package func removeHandler(_ handler: Int) {
        state.withLock { $0.handlers[handler] = nil }
    }

    /// The point of no return.
    ///
    /// - Throws: ``Interrupted`` where the work is to end, and may still.
    package func beginCommit() throws {
        try state.withLock { state in
            guard state.phase != .requested else { throw Interrupted() }
            state.phase = .committing
        }
    }

    package func endCommit() {
        state.withLock { if $0.phase == .committing { $0.phase = .committed } }
    }
}
