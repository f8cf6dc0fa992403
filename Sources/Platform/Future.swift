import Foundation
import Synchronization

/// A value that a thread of its own makes.
package final class Future<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>>(.failure(WorkThread.shortage))
    private let isMade = DispatchSemaphore(value: 0)

    /// - Throws: ``SystemError`` where the system has no thread to give.
    package init(_ body: @escaping @Sendable () throws -> Value) throws {
        try WorkThread.start { [self] in
            let made = Result(catching: body)
            result.withLock { $0 = made }
            isMade.signal()
        }
    }

    /// Waits until it is there.
    ///
    /// - Throws: what making it has thrown.
    package func value() throws -> Value {
        isMade.wait()
        // Let later calls pass.
        isMade.signal()
        return try result.withLock { try $0.get() }
    }
}
