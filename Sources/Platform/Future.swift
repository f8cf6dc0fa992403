import Foundation
import Synchronization

/// A value that is made on a thread of its own.
package final class Future<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>>(.failure(WorkThread.shortage))
    private let isMade = DispatchSemaphore(value: 0)

    /// - Throws: ``SystemError`` if the system can't start a thread.
    package init(_ body: @escaping @Sendable () throws -> Value) throws {
        try WorkThread.start { [self] in
            let made = Result(catching: body)
            result.withLock { $0 = made }
            isMade.signal()
        }
    }

    /// Waits until the value is made.
    ///
    /// - Throws: the error that was thrown while making it.
    package func value() throws -> Value {
        isMade.wait()
        // Let later calls pass.
        isMade.signal()
        return try result.withLock { try $0.get() }
    }
}
