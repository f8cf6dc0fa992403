import Foundation
import Platform
import Shims
import Synchronization

/// The signals that end the program. The current work is rolled back in less than two seconds.
///
/// A thread waits for the signals. It asks the work to end (see `Interruption`); the work then fails as if by an error,
/// and removes what it had begun. If the work does not end in time, for example because it writes to a pipe that is not
/// being read, or if a second signal comes, the process ends at once. Uncommitted data is then ignored by the next
/// process that opens the database.
enum Signals {
    static let interruption = Interruption()

    /// The first signal that came before the commit; nil if there was none.
    static var received: Int32? { interruption.isRequested ? first.withLock { $0 } : nil }

    private static let first = Mutex<Int32?>(nil)
    /// The time that the work has to end.
    private static let grace = Mutex(timespec(tv_sec: 1, tv_nsec: 300_000_000))

    /// Call it before any other thread is started, because new threads inherit the signal mask that it sets.
    ///
    /// - Parameter endAbruptly: ends the process at once if the work does not end in time.
    /// - Throws: ``SystemError`` if the thread that waits for the signals can't be started.
    static func install(endAbruptly: @escaping @Sendable () -> Never) throws {
        // A write to a closed pipe, or beyond the limit on the size of a file, should fail as an error of write() and
        // not end the process.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var handled = sigset_t()
        sigemptyset(&handled)
        for number in [SIGINT, SIGTERM, SIGHUP] where !(number == SIGHUP && isIgnored(number)) {
            signal(number, SIG_DFL)
            sigaddset(&handled, number)
        }
        pthread_sigmask(SIG_BLOCK, &handled, nil)
        let awaited = handled
        do {
            try WorkThread.start { watch(awaited, endAbruptly) }
        } catch {
            pthread_sigmask(SIG_UNBLOCK, &handled, nil)
            throw error
        }
    }

    /// Gives the work more time to end. A second signal still ends the process at once.
    static func grant(_ time: Duration) {
        grace.withLock { $0 = timespec(tv_sec: Int(time.components.seconds), tv_nsec: 0) }
    }

    /// Has the system stop this process when the thread that started it ends.
    static func endWithParent() { end_with_parent(SIGTERM) }

    private static func watch(_ signals: sigset_t, _ endAbruptly: () -> Never) {
        var signals = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            first.withLock { $0 = $0 ?? number }
            // After the commit it is too late to stop: the command ends as done.
            guard interruption.request() else { continue }
            var grace = grace.withLock { $0 }
            sigtimedwait(&signals, nil, &grace)
            endAbruptly()
        }
    }

    /// Whether the parent has set SIGHUP to be ignored, as `nohup` does.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// The name for people: `SIGINT`.
    static func name(_ number: Int32) -> String {
        switch number {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(number)"
        }
    }
}
