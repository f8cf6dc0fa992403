import Foundation

/// The file descriptors that a process inherits, and those that it may open.
package enum Descriptors {
    /// Opens /dev/null as any of descriptors 0 to 2 that the parent closed. Otherwise the database could become descriptor 1
    /// and the summary be printed into it. Read-only: reads end at once, writes fail with EBADF.
    package static func occupy() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Checks that enough descriptors are available, and takes the one that the runtime needs for its queues. Without that
    /// descriptor the runtime would end the process in the middle of its work.
    ///
    /// - Throws: ``SystemError``.
    package static func reserve() throws {
        if let code = shortage() { throw SystemError(.openNeededFiles, code: code) }
        let begun = DispatchSemaphore(value: 0)
        // If there is no memory for a thread, the runtime retries forever and blocks its caller. So a separate thread calls it.
        try WorkThread.start { DispatchQueue.global().async { begun.signal() } }
        guard begun.wait(timeout: .now() + .seconds(5)) == .success else { throw WorkThread.shortage }
    }

    /// Checks whether as many descriptors can be opened as a command needs.
    ///
    /// - Returns: the error number of the first that can't be opened; nil if there are enough.
    package static func shortage() -> Int32? {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<needed {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return errno }
            opened.append(descriptor)
        }
        return nil
    }

    /// The number of descriptors: the database, its log and its shared memory, the same for two readers, and some short-lived
    /// ones.
    private static let needed = 16
}
