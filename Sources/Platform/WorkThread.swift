import Foundation

/// A system thread that runs one closure.
///
/// Foundation reports no error if it can't start a thread because memory is short. A caller that waits for the thread's work
/// would then wait forever.
package enum WorkThread {
    /// - Throws: ``shortage`` if the system can't start a thread; `body` is then not run.
    package static func start(stackSize: Int = 1 << 20, _ body: @escaping @Sendable () -> Void) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, &attributes,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw shortage
        }
    }

    /// The error if no thread can be started: the system returns EAGAIN if memory is short.
    package static let shortage = SystemError(.startThread, code: EAGAIN)

    /// The closure as an object, whose address can be passed to C.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
