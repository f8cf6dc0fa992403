import Foundation
import Platform
import Synchronization

/// The signals that end the program: what is being done is rolled back, in less than two seconds.
///
/// A thread waits for them. It asks the work to end (see `Interruption`), which then fails as if by an error and takes away
/// what it had begun. Where something does not give way, such as a write to a pipe that nobody reads, or when a second signal
/// comes, the process ends as it is: what was not committed is then ignored by whoever opens the database next.
enum Signals {
    static let interruption = Interruption()

    /// The first signal that came in time.
    static var received: Int32? { interruption.isRequested ? first.withLock { $0 } : nil }

    private static let first = Mutex<Int32?>(nil)
    /// How long the work may take to end.
    private static let grace = timespec(tv_sec: 1, tv_nsec: 300_000_000)

    /// It is called before any other thread is started, because threads inherit the signals that they do not get.
    ///
    /// - Parameter endAbruptly: ends the process at once if the work does not end in time.
    /// - Throws: ``SystemError`` if there is no thread to wait for them.
    static func install(endAbruptly: @escaping @Sendable () -> Never) throws {
        // Writing to a closed pipe, or beyond the limit on the size of a file, are errors of write() and not the end.
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

    private static func watch(_ signals: sigset_t, _ endAbruptly: () -> Never) {
        var signals = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            first.withLock { $0 = $0 ?? number }
            // After the commit it is too late: the command ends as done.
            guard interruption.request() else { continue }
            var grace = grace
            sigtimedwait(&signals, nil, &grace)
            endAbruptly()
        }
    }

    /// `nohup` ignores SIGHUP for its program.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// `SIGINT`, for people.
    static func name(_ number: Int32) -> String {
        switch number {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(number)"
        }
    }
}
