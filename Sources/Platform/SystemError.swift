import Foundation

/// The failure of a system call: what it was for, the name that it was given, and its error number.
package struct SystemError: Error, Equatable, Sendable {
    package enum Operation: Sendable {
        case read
        /// To go back to the beginning of a file that is read once more.
        case rewind
        case write
        case make
        /// To open as many files as a command needs; there is no name.
        case openNeededFiles
        /// There is no name.
        case startThread
    }

    package let operation: Operation
    /// A path, or what people call the file: "standard output".
    package let name: String
    /// The error number.
    package let code: Int32

    package init(_ operation: Operation, _ name: String = "", code: Int32) {
        self.operation = operation
        self.name = name
        self.code = code
    }

    /// Whether the system failed or refused to read or write, rather than the name being wrong.
    package var isInputOutput: Bool { operation != .startThread && !Self.isWrongName(code) }

    /// Whether the name that was given leads to nothing of the kind, rather than the system failing or refusing.
    package static func isWrongName(_ code: Int32) -> Bool {
        [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL].contains(code)
    }
}

/// A place for output that was refused before anything was written.
package enum OutputRefused: Error, Equatable, Sendable {
    /// The output would replace one of its own inputs.
    case isInput(String)
    case isFolder(String)
}
