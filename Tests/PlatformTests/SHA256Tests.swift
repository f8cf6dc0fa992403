import Platform
import TestSupport
import Testing

@Suite struct SHA256Tests {
    @Test(
        "digests are those of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func published(text: String, digest: String) {
        var sha = SHA256()
        sha.update(text.utf8)
        #expect(sha.hexadecimal() == digest)
    }

    @Test("digests are those of sha256sum, for every length around the size of a block")
    func lengths() throws {
        var generator = SeededGenerator("bytes")
        let folder = try TemporaryFolder()
        let lengths = Array(0...130) + [1000, 4096, 100_003]
        var expected: [String] = []
        for length in lengths {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            try folder.write(bytes, to: "\(length)")
            var sha = SHA256()
            // In two parts, as the state has to last from one to the next.
            let cut = Int.random(in: 0...length, using: &generator)
            sha.update(bytes[..<cut])
            sha.update(bytes[cut...])
            expected.append("\(sha.hexadecimal())  \(length)")
        }
        let summed = try Command.run("/usr/bin/sha256sum", lengths.map(String.init), in: folder)
        #expect(summed.lines == expected)
    }
}
