import ArgumentParser
import Foundation
import InventoryPipeline

/// What the process tells its caller, in one place.
enum ExitStatus {
    static let failed: Int32 = 1
    /// Done, and some rows were rejected into a file.
    static let doneWithRejects = ExitCode(3)

    /// Ends the process for an error that a command threw.
    static func end(with error: any Error) -> Never {
        switch error {
        case is BrokenPipe:
            // Whoever read our output has seen enough.
            exit(0)
        case let error as StoreError:
            fail(error.description)
        case let error as PipelineError:
            fail(error.description)
        case let error as ImportRefused:
            fail(ImportReport.refusal(error))
        case is ExitCode, is CleanExit:
            Invdb.exit(withError: error)
        default:
            // Asking for help is one of the argument parser's own errors, whose types it keeps to itself.
            if String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") { Invdb.exit(withError: error) }
            fail("Something failed that should not: \(error.localizedDescription)")
        }
    }

    private static func fail(_ message: String) -> Never {
        Console.error("invdb: \(message)")
        exit(failed)
    }
}
