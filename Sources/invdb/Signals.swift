import Foundation
import InventoryPipeline
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

    /// Comes before any other thread is there, as each inherits the signals that it does not get.
    ///
    /// - Throws: ``PipelineError`` where there is no thread to wait for them.
    static func install() throws {
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
            try WorkThread.start { watch(awaited) }
        } catch {
            pthread_sigmask(SIG_UNBLOCK, &handled, nil)
            throw error
        }
    }

    private static func watch(_ signals: sigset_t) {
        var signals = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            first.withLock { $0 = $0 ?? number }
            // After the commit it is too late: the command ends as done.
            guard interruption.request() else { continue }
            var grace = grace
            sigtimedwait(&signals, nil, &grace)
            ExitStatus.endAbruptly()
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

/// The descriptors that a program is started with, and those that it may have.
enum Descriptors {
    /// Takes the places of standard streams that somebody closed: the next file that is opened would get their number, and the summary would be written
    /// into the database. Reading finds the end there, and writing fails.
    static func occupy() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Makes sure that there are enough descriptors to begin with, and takes the one that the runtime needs for its queues:
    /// without it, it would end the process in the midst of work.
    ///
    /// - Throws: ``PipelineError``.
    static func reserve() throws {
        try checkNumber()
        let begun = DispatchSemaphore(value: 0)
        // Where there is no memory for a thread, the runtime tries for ever, and whoever asked it waits.
        try WorkThread.start { DispatchQueue.global().async { begun.signal() } }
        guard begun.wait(timeout: .now() + .seconds(5)) == .success else { throw WorkThread.shortage }
    }

    private static func checkNumber() throws {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<leastDescriptors {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw PipelineError(cannot: "open", "the files that are needed", code: errno) }
            opened.append(descriptor)
        }
    }

    /// The database, its log and its shared memory, once more for two readers, and some that come and go.
    private static let leastDescriptors = 16
}
