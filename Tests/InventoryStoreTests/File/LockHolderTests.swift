import Foundation
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct LockHolderTests {
    @Test("The lines of /proc/locks are read")
    func linesOfTheSystem() {
        let text = """
            1: POSIX  ADVISORY  WRITE 4711 fe:00:1234567 120 120
            1: -> POSIX  ADVISORY  WRITE 4712 fe:00:1234567 120 120
            2: POSIX  ADVISORY  READ 17 103:02:99 1073741826 1073742335
            3: FLOCK  ADVISORY  WRITE 1 00:1a:5 0 EOF
            4: OFDLCK ADVISORY  READ -1 00:06:4 0 EOF
            nonsense
            5: POSIX  ADVISORY  WRITE x fe:00:1 0 0

            """
        let locks = FileLock.parse(text)
        #expect(locks.map(\.process) == [4711, 17, 1, -1])
        #expect(locks.map(\.isExclusive) == [true, false, true, false])
        #expect(locks[0].device == "fe:00" && locks[0].inode == 1_234_567)
        #expect(locks[0].covers(120) && !locks[0].covers(119) && !locks[0].covers(121))
        #expect(locks[1].covers(0x4000_0002) && locks[2].covers(.max))
    }

    @Test("The process that writes, and one that reads, are named")
    func whoWritesAndWhoReads() throws {
        let fixture = try StoreFixture()
        let path = fixture.database.path
        #expect(LockHolder.writer(of: path) == nil)
        #expect(LockHolder.reader(of: path) == nil)
        let writer = try OtherProgram("BEGIN IMMEDIATE", in: fixture.folder)
        #expect(LockHolder.writer(of: path) == LockHolder(process: writer.shell.processID, name: "sqlite3"))
        #expect(!LockHolder.isThisProcessWriter(of: path))
        try writer.rollBack()
        #expect(LockHolder.writer(of: path) == nil)
        let reader = try OtherProgram("BEGIN", in: fixture.folder)
        #expect(LockHolder.writer(of: path) == nil)
        #expect(LockHolder.reader(of: path)?.process == reader.shell.processID)
        try fixture.database.write(.importInto) { _ in
            #expect(LockHolder.isThisProcessWriter(of: path))
            #expect(LockHolder.writer(of: path) == nil)
            return .rollback(())
        }
        #expect(LockHolder.writer(of: "/nowhere/invdb.db") == nil)
    }
}
