import Foundation

/// A failure as one sentence for the user: what, where, and what to do.
package struct PipelineError: Error, CustomStringConvertible, Sendable {
    package let description: String
    /// Whether the system failed or refused to read or write, rather than the input or the command being wrong.
    package let isInputOutput: Bool

    package init(_ description: String) {
        self.description = description
        isInputOutput = false
    }

    /// The failure of a call of the system.
    ///
    /// - Parameter operation: what could not be done: "write", "read".
    /// - Parameter code: the error number.
    package init(cannot operation: String, _ name: String, code: Int32) {
        description = "Can't \(operation) \(name): \(SystemFailure.cause(code))."
        isInputOutput = !SystemFailure.isWrongName(code)
    }
}
