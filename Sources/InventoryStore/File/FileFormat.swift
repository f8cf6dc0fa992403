import Foundation

/// What an invdb file is as a file: its marks and sizes.
enum FileFormat {
    /// "invd", in the header of every file of ours (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID: Int32 = 0x696E_7664

    /// Bytes in a page of a new file.
    static let pageSize = 16_384

    /// A log that could not be emptied and has this size is reported. SQLite itself would empty it at about this size.
    static let noticeableLog = 16 << 20

    /// Bytes of a file; 0 if there is none.
    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The inode under a path, which tells whether it is still the file that was opened.
    static func identity(of path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }
}
