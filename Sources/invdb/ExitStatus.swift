import ArgumentParser
import Foundation
import InventoryPipeline
import InventoryStore
import Platform
import Reports
import Synchronization

/// The exit codes of the process, in one place. `docs/commands.md` and `--help` list the same.
enum ExitStatus {
    static let failed: Int32 = 1
    /// The import is done, and some rows were rejected into a file; or the plan is made, and some series have none.
    static let doneWithRejects = ExitCode(3)
    /// The system failed or refused to read or write (EX_IOERR in <sysexits.h>). Wrong usage is 64 (EX_USAGE).
    static let inputOutput: Int32 = 74
    /// Another program holds the lock; trying again may help (EX_TEMPFAIL in <sysexits.h>).
    static let busy: Int32 = 75

    /// The status that a shell reports for a program that a signal has ended.
    static func ended(by signal: Int32) -> Int32 { 128 + signal }

    static let explanation = """
        Exit codes: 0 done, 1 failed, 3 done but for rejected rows or series, 64 wrong usage, 74 can't read or write, 75 another \
        program is writing, 129, 130 and 143 stopped by SIGHUP, SIGINT and SIGTERM.
        """

    /// Ends the process because of an error that a command threw.
    ///
    /// - Parameter root: the command whose help the parser shows.
    static func end(with error: any Error, of root: any ParsableCommand.Type) -> Never {
        if let signal = Signals.received { end(after: signal) }
        switch error {
        case is BrokenPipe:
            // The reader of our output has closed the pipe. That counts as success.
            exit(0)
        case let error as any ExplainedError:
            fail(error.description, code(of: error))
        case let error as ImportRefused:
            fail(ImportReport.refusal(error), failed)
        case let error as PipeRefused:
            fail(PipeReport.refusal(error), failed)
        case is ExitCode, is CleanExit:
            endAsParserDoes(error, of: root)
        default:
            // A request for help is one of the argument parser's own errors, whose types are not public.
            if String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") { endAsParserDoes(error, of: root) }
            fail("Something failed that should not: \(error.localizedDescription)", failed)
        }
    }

    /// Ends the process with the result of the argument parser: help, the version, wrong usage, or an exit code alone.
    static func endAsParserDoes(_ error: any Error, of root: any ParsableCommand.Type) -> Never {
        let code = root.exitCode(for: error)
        let text = root.fullMessage(for: error)
        if !text.isEmpty {
            if code == .success {
                // The parser would use print(), which does not report a full disk.
                do { try Console.print(text) } catch { end(with: error, of: root) }
            } else {
                Console.error(text)
            }
        }
        exit(code.rawValue)
    }

    /// Ends the process at once, without waiting for the other threads.
    static func endAbruptly() -> Never {
        guard let signal = Signals.received else { _exit(failed) }
        claimLastWord()
        TemporaryFiles.unlinkAll()
        sayStopped(by: signal)
        _exit(ended(by: signal))
    }

    private static func end(after signal: Int32) -> Never {
        claimLastWord()
        sayStopped(by: signal)
        exit(ended(by: signal))
    }

    private static func code(of error: any Error) -> Int32 {
        switch error {
        case let error as StoreError:
            switch error.kind {
            case .busy: busy
            case .inputOutput: inputOutput
            case .missing, .refused, .unknownName, .other: failed
            }
        case let error as SystemError: error.isInputOutput ? inputOutput : failed
        case let error as PartitionFailure: code(of: error.cause)
        default: failed
        }
    }

    private static func fail(_ message: String, _ code: Int32) -> Never {
        Console.error("invdb: \(message)")
        exit(code)
    }

    private static func sayStopped(by signal: Int32) {
        // Clears a line of progress that may be on the terminal.
        let clear = Console.errorIsTerminal ? "\r\u{1B}[K" : ""
        let left =
            Signals.interruption.hasCommitted
            ? "what was done before is stored, and nothing else" : "everything is as it was before"
        Console.error("\(clear)invdb: Stopped by \(Signals.name(signal)); \(left).")
    }

    /// Two threads may try to end the process at the same moment. The second one waits here until the first has ended
    /// it.
    private static func claimLastWord() {
        let isFirst = lastWord.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        while !isFirst { pause() }
    }

    private static let lastWord = Mutex(false)
}
