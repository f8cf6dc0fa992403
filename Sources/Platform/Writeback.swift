import Foundation
internal import Shims

/// Makes the system write a file to disk while it still grows: the log of a transaction, a new database without a log, or an export.
///
/// By default the system keeps written pages in memory until the file is synced at its end, and then the processors wait idly for the
/// disk. The end still waits until everything is on disk, but less is left to wait for. Together with a SQLite cache that
/// doesn't keep all pages until the commit either, 5 million series are forecast in 0.8 x the time.
package final class Writeback {
    private let descriptor: Int32
    private var begun = 0
    /// Bytes: enough to keep a disk busy.
    private static let step = 4 << 20

    /// - Parameter path: a file that needs no POSIX locks, such as a log. Closing another descriptor of a file drops SQLite's
    ///   locks on it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
    package init(of path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Starts writing the bytes that were added, if there are enough of them. Does not wait for the disk.
    package func advance() {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { return }
        let size = Int(status.st_size)
        guard size - begun >= Self.step else { return }
        begin_writeback(descriptor, Int64(begun), Int64(size - begun))
        begun = size
    }
}
