import Foundation
import Platform

/// Text for people. Results go to standard output, everything else to standard error.
enum Console {
    /// - Throws: ``BrokenPipe`` if the reader of standard output is gone, ``SystemError`` if the text can't be written.
    static func print(_ text: String) throws {
        try StandardOutput.print(text)
    }

    /// Prints the summary before the commit. If the reader of standard output is gone, the commit goes on.
    ///
    /// - Throws: ``SystemError`` if the text can't be written.
    static func printSummary(_ text: String) throws {
        do { try print(text) } catch is BrokenPipe {}
    }

    static func error(_ text: String) {
        StandardError.write(text + "\n")
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The width of the terminal on standard output, in columns; otherwise `COLUMNS`, or 80.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
    }
}
