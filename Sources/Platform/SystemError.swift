import Foundation

/// The failure of a system call: its purpose, the name passed to it, and its error number.
package struct SystemError: Error, Equatable, Sendable {
    package enum Operation: Sendable {
        case read
        /// To go back to the beginning of a file in order to read it again.
        case rewind
        case write
        case make
        /// To open the files that a command needs. The error has no name.
        case openNeededFiles
        /// To start a thread. The error has no name.
        case startThread
    }

    package let operation: Operation
    /// A path, or a description such as "standard output".
    package let name: String
    /// The system's error number.
    package let code: Int32

    package init(_ operation: Operation, _ name: String = "", code: Int32) {
        self.operation = operation
        self.name = name
        self.code = code
    }

    /// Whether the system failed or refused to read or write. False if the name is wrong.
    package var isInputOutput: Bool { operation != .startThread && !Self.isWrongName(code) }

    /// Whether the name leads to no file of the right kind. False if the system failed or refused.
    package static func isWrongName(_ code: Int32) -> Bool {
        [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL].contains(code)
    }
}

/// An output that was refused before anything was written.
package enum OutputRefused: Error, Equatable, Sendable {
    /// The output would replace one of its own inputs.
    case isInput(String)
    case isFolder(String)
}
