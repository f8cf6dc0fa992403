import Foundation
import Testing

@testable import Platform

@Suite struct WorkThreadTests {
    @Test func runsItsClosureOnAnotherThread() throws {
        let done = DispatchSemaphore(value: 0)
        let caller = UInt(bitPattern: pthread_self().hashValue)
        try WorkThread.start {
            #expect(UInt(bitPattern: pthread_self().hashValue) != caller)
            done.signal()
        }
        done.wait()
    }

    @Test func whatCannotBeStartedIsTold() {
        // More than the address space of any process.
        #expect(throws: SystemError(.startThread, code: EAGAIN)) {
            try WorkThread.start(stackSize: 1 << 60) { Issue.record("It must not run.") }
        }
    }
}
