import Foundation
import Platform

/// Another program that has the database open, if the system tells which: on Linux, `/proc/locks` does.
package struct LockHolder: Equatable, Sendable {
    package let process: Int32
    package let name: String?

    package init(process: Int32, name: String?) {
        self.process = process
        self.name = name
    }

    /// The program that holds the write lock.
    static func writer(of path: String) -> LockHolder? {
        let locks = current.filter { $0.isExclusive && !$0.isOurs }
        let beside = AtomicFile(sharedBy: path).path
        return
            (locks.first { $0.covers(LockBytes.write) && $0.isOn("\(path)-shm") }
            ?? locks.first { $0.start >= LockBytes.pending && $0.isOn(path) }
            ?? locks.first { $0.isOn(beside) })?.holder
    }

    /// The program that reads from the log, so that the log can't be emptied.
    static func reader(of path: String) -> LockHolder? {
        current.first { lock in
            LockBytes.readers.contains { lock.covers($0) } && lock.isOn("\(path)-shm") && !lock.isOurs
        }?.holder
    }

    /// Whether this process holds the write lock. False if the system doesn't tell.
    static func isThisProcessWriter(of path: String) -> Bool {
        current.contains { $0.isExclusive && $0.covers(LockBytes.write) && $0.isOn("\(path)-shm") && $0.isOurs }
    }

    private static var current: [FileLock] {
        guard let text = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return [] }
        return FileLock.parse(text)
    }
}

/// The bytes that SQLite locks: in the shared memory (<https://www.sqlite.org/walformat.html#wal_locks>), and on the lock-byte
/// page at 1 GiB (<https://www.sqlite.org/fileformat2.html#the_lock_byte_page>).
private enum LockBytes {
    static let write = 120
    static let readers = 123...127
    static let pending = 0x4000_0000
}

/// A line of `/proc/locks`: `1: POSIX  ADVISORY  WRITE 4711 fe:00:1234567 120 120`.
struct FileLock: Equatable {
    var isExclusive: Bool
    var process: Int32
    /// Major and minor device number in hexadecimal.
    var device: String
    var inode: UInt64
    var start: Int
    var end: Int

    static func parse(_ text: String) -> [FileLock] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            // A process that waits for a lock is listed below it, with an arrow in the second column.
            guard fields.count == 8, fields[1] != "->", let process = Int32(fields[4]), let start = Int(fields[6])
            else {
                return nil
            }
            let place = fields[5].split(separator: ":")
            guard place.count == 3, let inode = UInt64(place[2]) else { return nil }
            return FileLock(
                isExclusive: fields[3] == "WRITE", process: process, device: "\(place[0]):\(place[1])", inode: inode,
                start: start, end: fields[7] == "EOF" ? .max : Int(fields[7]) ?? start)
        }
    }

    func covers(_ byte: Int) -> Bool { start <= byte && byte <= end }

    var isOurs: Bool { process == getpid() }

    func isOn(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_ino == inode else { return false }
        // The number is composed as in <sys/sysmacros.h>.
        let number = UInt64(status.st_dev)
        let major = (number >> 8) & 0xFFF | (number >> 32) & 0xFFFF_F000
        let minor = number & 0xFF | (number >> 12) & 0xFFFF_FF00
        return device == String(format: "%02lx:%02lx", UInt(major), UInt(minor))
    }

    var holder: LockHolder {
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
            .filter { !$0.isNewline && $0.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } }
        return LockHolder(process: process, name: name?.isEmpty == false ? name : nil)
    }
}
