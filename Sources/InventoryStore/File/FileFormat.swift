import Foundation

/// The marks and sizes of an invdb file.
enum FileFormat {
    /// "invd": the application id in the header of every invdb file (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID: Int32 = 0x696E_7664

    /// Page size of a new file in bytes.
    static let pageSize = 16_384

    /// Bytes. A log that could not be emptied is reported from this size on. SQLite itself would checkpoint at about this size.
    static let noticeableLog = 16 << 20

    /// Size of a file in bytes; 0 if there is no file.
    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The inode at a path, which tells whether it is still the opened file; nil if there is no file.
    static func identity(of path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }
}
