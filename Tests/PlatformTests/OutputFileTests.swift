import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite struct OutputFileTests {
    private func write(_ string: String, to output: OutputFile) throws {
        try Array(string.utf8).withUnsafeBytes(output.write)
    }

    @Test func appearsWholeWhenItIsFinished() throws {
        let folder = try TemporaryFolder()
        let output = try OutputFile(path: folder.path(of: "out.csv"), inputs: [])
        let long = String(repeating: "0123456789", count: 50_000)
        for part in ["a\n", long, "", "b\n"] {
            try write(part, to: output)
            #expect(!folder.contains("out.csv"))
        }
        try output.finish()
        #expect(try folder.read("out.csv") == "a\n\(long)b\n")
        #expect(try folder.names() == ["out.csv"])
    }

    @Test func replacesWhatWasThereAtTheEndOnly() throws {
        let folder = try TemporaryFolder()
        try folder.write("old and longer than the new one", to: "out.csv")
        let output = try OutputFile(path: folder.path(of: "out.csv"), inputs: [])
        try write("new", to: output)
        #expect(try folder.read("out.csv") == "old and longer than the new one")
        try output.finish()
        #expect(try folder.read("out.csv") == "new")
    }

    @Test func leavesNothingWhereItIsNotFinished() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "out.csv")
        func fail() throws {
            let output = try OutputFile(path: folder.path(of: "out.csv"), inputs: [])
            let other = try OutputFile(path: folder.path(of: "other.csv"), inputs: [])
            try write("new", to: output)
            try write("new", to: other)
            #expect(try folder.names().count == 3)
            throw BrokenPipe()
        }
        #expect(throws: BrokenPipe.self, performing: fail)
        #expect(try folder.names() == ["out.csv"])
        #expect(try folder.read("out.csv") == "old")
    }

    @Test func whatKilledProcessesHaveLeftOfTheSameFileIsRemoved() throws {
        let folder = try TemporaryFolder()
        let process = try Running("/bin/true", [], in: folder)
        _ = try process.end()
        let ended = process.processID
        let left = ["", "-wal", "-shm", "-journal"].map { "out.csv.invdb-\(ended)\($0)" }
        // Process 1 is always there, and all others are no names of ours, or those of another file.
        let kept = [
            "out.csv.invdb-1", "out.csv.invdb-", "out.csv.invdb-0", "out.csv.invdb-x", "out.csv.invdb-\(ended).txt",
            "out.csv.part-\(ended)", "other.csv.invdb-\(ended)", "out.csv",
        ]
        for name in left + kept { try folder.write("former", to: name) }
        for name in try folder.names() where name.hasPrefix(".") { unlink(folder.path(of: name)) }
        let output = try OutputFile(path: folder.path(of: "out.csv"), inputs: [])
        #expect(try folder.names() == (kept + ["out.csv.invdb-\(getpid())"]).sorted())
        try write("new", to: output)
        try output.finish()
        #expect(try folder.names() == kept.sorted())
        #expect(try folder.read("out.csv") == "new")
    }

    @Test func placesThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        #expect(throws: OutputRefused.isFolder(folder.path)) { _ = try OutputFile(path: folder.path, inputs: []) }
        let path = folder.path(of: "missing/out.csv")
        let missing = #expect(throws: SystemError.self) { _ = try OutputFile(path: path, inputs: []) }
        #expect(missing == SystemError(.write, path, code: ENOENT))
        #expect(missing?.isInputOutput == false)
        #expect(try folder.names().isEmpty)
    }

    @Test func devicesAreWrittenToAndStay() throws {
        let output = try OutputFile(path: "/dev/null", inputs: [])
        try write("new", to: output)
        try output.finish()
        var status = stat()
        #expect(stat("/dev/null", &status) == 0)
        #expect((status.st_mode & S_IFMT) == S_IFCHR)
        let full = try OutputFile(path: "/dev/full", inputs: [])
        let error = #expect(throws: SystemError.self) { try write("new", to: full) }
        #expect(error == SystemError(.write, "/dev/full", code: ENOSPC))
        #expect(error?.isInputOutput == true)
    }

    @Test func aPipeThatNobodyReads() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        let file = POSIXFile(descriptor: ends[1], name: "a pipe", isOwned: true)
        #expect(throws: BrokenPipe.self) { try Array("x".utf8).withUnsafeBytes(file.write) }
    }
}
