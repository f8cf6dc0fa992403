/// The texts that cells refer to by their numbers.
struct SharedTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private let most: Int

    /// - Parameter most: the bytes that texts may take. They have to be in memory, because any cell may have any of them.
    init(most: Int = 256 << 20) { self.most = most }

    /// - Throws: ``PackedFault/tooLong``.
    mutating func append(_ text: [UInt8]) throws {
        guard bytes.count + text.count + ends.count * MemoryLayout<Int>.size <= most else {
            throw PackedFault.tooLong
        }
        bytes += text
        ends.append(bytes.count)
    }

    subscript(index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// Puts together the text of elements `t`, which may be in several runs. What is for the pronunciation is left out.
struct TextReader {
    private var pieces: [UInt8] = []
    private var isInText = false
    private var phonetic = 0
    /// In bytes: a cell has up to 32,767 characters, and an escape has seven bytes.
    static let longest = 7 * 32_767

    var text: [UInt8] { CellText.unescaped(pieces) }

    /// - Throws: ``PackedFault/tooLong``.
    mutating func take(_ event: XMLScanner.Event) throws {
        switch event {
        case .start("t", _, let isEmpty): isInText = !isEmpty && phonetic == 0
        case .end("t"): isInText = false
        case .start("rPh", _, let isEmpty): if !isEmpty { phonetic += 1 }
        case .end("rPh"): phonetic -= 1
        case .text(let piece) where isInText:
            guard pieces.count + piece.count <= Self.longest else { throw PackedFault.tooLong }
            pieces += piece
        default: break
        }
    }
}

enum CellText {
    /// A text without its escapes: `_x000D_` is a carriage return, which XML would not keep, and `_x005F_` is `_` where what follows
    /// would look like an escape (ECMA-376, part 1, 22.4.2.4).
    static func unescaped(_ text: [UInt8]) -> [UInt8] {
        guard let first = text.firstIndex(of: UInt8(ascii: "_")), text.count - first >= 7 else { return text }
        var unescaped = Array(text[..<first])
        var rest = text[first...]
        while let byte = rest.first {
            if let scalar = escape(at: rest) {
                unescaped += Array(String(Character(scalar)).utf8)
                rest = rest.dropFirst(7)
            } else {
                unescaped.append(byte)
                rest = rest.dropFirst()
            }
        }
        return unescaped
    }

    private static func escape(at text: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let escape = text.prefix(7)
        guard escape.count == 7, escape.starts(with: "_x".utf8), escape.last == UInt8(ascii: "_") else { return nil }
        let digits = escape.dropFirst(2).dropLast()
        let isNumber = digits.allSatisfy { (48...57).contains($0) || (65...70).contains($0 & 0xDF) }
        return isNumber
            ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init) : nil
    }
}
