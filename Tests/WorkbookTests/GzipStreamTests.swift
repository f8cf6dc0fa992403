import Foundation
import TestSupport
import Testing

@testable import Workbook

@Suite struct GzipStreamTests {
    /// A text packed by gzip itself.
    private func packed(_ text: String) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "text")
        #expect(try Command.shell("gzip -k text", in: folder).status == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "text.gz"))))
    }

    private func unpacked(_ bytes: [UInt8], pieces: Int) throws -> String {
        let stream = try GzipStream()
        var unpacked: [UInt8] = []
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while rest.count > 0 {
                try stream.unpack(UnsafeRawBufferPointer(rebasing: rest.prefix(pieces))) { unpacked += $0 }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(pieces))
            }
        }
        try stream.finish()
        return String(decoding: unpacked, as: UTF8.self)
    }

    private let text = (0..<30_000).map { "line \($0 * 7919 % 10_007)\n" }.joined()

    @Test("Files are unpacked whatever the pieces they come in", arguments: [1, 7, 1000, 1 << 20])
    func pieces(count: Int) throws {
        #expect(try unpacked(packed(text), pieces: count) == text)
        #expect(try unpacked(packed(""), pieces: count) == "")
        // Several members are one file, and zeros may follow.
        let two = try packed("first\n") + packed(text)
        #expect(try unpacked(two, pieces: count) == "first\n" + text)
        #expect(try unpacked(two + [0, 0, 0], pieces: count) == "first\n" + text)
    }

    @Test("What is cut off, changed or has more behind it is refused") func damage() throws {
        let good = try packed(text)
        for length in [0, 5, 18, good.count / 2, good.count - 1] {
            #expect(throws: PackedFault.truncated) { try unpacked(Array(good[..<length]), pieces: 1000) }
        }
        #expect(throws: PackedFault.followedByOther) { try unpacked(good + Array("more".utf8), pieces: 1000) }
        #expect(throws: PackedFault.followedByOther) { try unpacked(good + [0, 1], pieces: 1000) }
        for place in [2, good.count / 3, good.count / 2, good.count - 6, good.count - 2] {
            var bad = good
            bad[place] ^= 0x10
            #expect(throws: PackedFault.self) { try unpacked(bad, pieces: 1000) }
        }
    }
}
