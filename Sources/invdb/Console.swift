import Foundation
import Platform

/// Text for people. What is asked for goes to standard output, everything else to standard error.
enum Console {
    /// - Throws: ``BrokenPipe`` where nobody reads any more, ``SystemError`` where it can't be written.
    static func print(_ text: String) throws {
        try StandardOutput.print(text)
    }

    /// Prints the summary of what is about to be committed. Where nobody reads any more, that is no reason not to.
    ///
    /// - Throws: ``SystemError`` where it can't be written.
    static func printSummary(_ text: String) throws {
        do { try print(text) } catch is BrokenPipe {}
    }

    static func error(_ text: String) {
        StandardError.write(text + "\n")
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal that standard output is, or 80.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
    }
}
