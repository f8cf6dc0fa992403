import Foundation

/// A pipe with some text in it under a path, as a shell makes for `<(command)`: whoever reads it again finds it empty.
final class OneTimePipe {
    private let descriptor: Int32

    var path: String { "/dev/fd/\(descriptor)" }

    init(_ text: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        descriptor = ends[0]
        let writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        Thread {
            // A reader that goes away must not end the tests.
            signal(SIGPIPE, SIG_IGN)
            try? writing.write(contentsOf: Data(text.utf8))
            try? writing.close()
        }.start()
    }

    deinit {
        close(descriptor)
    }
}
