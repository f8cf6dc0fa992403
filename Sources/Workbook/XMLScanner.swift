/// Goes through an XML document, piece by piece: elements with their attributes, and texts. It reads what programs write into
/// workbooks, which is UTF-8 and has no definitions of types.
struct XMLScanner {
    enum Event {
        /// The name is without a prefix.
        case start(name: String, Attributes, isEmpty: Bool)
        case end(name: String)
        /// A piece of a text, with the references in it replaced.
        case text([UInt8])
    }

    struct Attributes {
        fileprivate var list: [(name: String, value: String)] = []

        /// The value of an attribute by its name without a prefix.
        subscript(name: String) -> String? { list.first { $0.name == name }?.value }
    }

    /// The longest tag or piece of text in bytes. A cell has up to 32,767 characters.
    private static let longest = 1 << 20
    private var pending: [UInt8] = []
    private var isAtBeginning = true
    /// The elements that have begun and not ended, by their names.
    private var open: [String] = []
    /// The most elements in each other. Workbooks have about ten.
    private static let deepest = 256

    /// Takes the next piece of the document.
    ///
    /// - Throws: ``PackedFault``, and what `body` throws.
    mutating func scan(_ piece: UnsafeRawBufferPointer, _ body: (Event) throws -> Void) throws {
        pending += piece
        var place = 0
        if isAtBeginning {
            // As many as a byte order mark and a byte behind it.
            guard pending.count >= 4 else { return }
            if pending[0] == 0xEF, pending[1] == 0xBB, pending[2] == 0xBF { place = 3 }
            guard pending[place] != 0xFE, pending[place] != 0xFF else { throw PackedFault.unusual }
            isAtBeginning = false
        }
        while place < pending.count {
            guard pending[place] == UInt8(ascii: "<") else {
                let end = pending[place...].firstIndex(of: UInt8(ascii: "<"))
                // A text is passed on whole, so that no reference in it is cut in two.
                guard let end else { break }
                try body(.text(try Self.decoded(pending[place..<end])))
                place = end
                continue
            }
            guard let end = try markup(from: place, body) else { break }
            place = end
        }
        pending.removeFirst(place)
        guard pending.count <= Self.longest else { throw PackedFault.tooLong }
    }

    /// Call it at the end of the document.
    ///
    /// - Throws: ``PackedFault/truncated`` if it ends within an element.
    func finish() throws {
        guard open.isEmpty, pending.allSatisfy({ $0 <= 0x20 }) else { throw PackedFault.truncated }
    }

    /// Reads what begins with `<`.
    ///
    /// - Returns: the place behind it; nil if its end has not come yet.
    private mutating func markup(from place: Int, _ body: (Event) throws -> Void) throws -> Int? {
        func end(of closing: String, from start: Int) -> Int? {
            let closing = Array(closing.utf8)
            guard pending.count >= start + closing.count else { return nil }
            return (start...(pending.count - closing.count)).first { pending[$0...].starts(with: closing) }
                .map { $0 + closing.count }
        }
        let rest = pending[place...]
        if rest.starts(with: "<!--".utf8) { return end(of: "-->", from: place + 4) }
        if rest.starts(with: "<![CDATA[".utf8) {
            guard let end = end(of: "]]>", from: place + 9) else { return nil }
            try body(.text(Array(pending[(place + 9)..<(end - 3)])))
            return end
        }
        if rest.starts(with: "<?".utf8) { return end(of: "?>", from: place + 2) }
        if rest.count < 9, "<![CDATA[".utf8.starts(with: rest) || "<!--".utf8.starts(with: rest) { return nil }
        // Definitions could make a text of any length of a few bytes.
        if rest.starts(with: "<!".utf8) { throw PackedFault.unusual }
        // A > in a value is no end.
        var quote: UInt8?
        for index in rest.indices.dropFirst() {
            let byte = pending[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                try tag(pending[(place + 1)..<index], body)
                return index + 1
            }
        }
        return nil
    }

    private mutating func tag(_ tag: ArraySlice<UInt8>, _ body: (Event) throws -> Void) throws {
        func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
        if tag.first == UInt8(ascii: "/") {
            let name = Self.local(tag.dropFirst().prefix { !isSpace($0) })
            guard open.popLast() == name else { throw PackedFault.damaged }
            return try body(.end(name: name))
        }
        let isEmpty = tag.last == UInt8(ascii: "/")
        var rest = isEmpty ? tag.dropLast() : tag
        let name = rest.prefix { !isSpace($0) }
        guard !name.isEmpty else { throw PackedFault.damaged }
        rest = rest[name.endIndex...]
        var attributes = Attributes()
        while true {
            rest = rest.drop(while: isSpace)
            if rest.isEmpty { break }
            let key = rest.prefix { $0 != UInt8(ascii: "=") && !isSpace($0) }
            rest = rest[key.endIndex...].drop(while: isSpace)
            guard rest.first == UInt8(ascii: "=") else { throw PackedFault.damaged }
            rest = rest.dropFirst().drop(while: isSpace)
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
                let end = rest.dropFirst().firstIndex(of: quote)
            else { throw PackedFault.damaged }
            let value = try Self.decoded(rest[(rest.startIndex + 1)..<end])
            attributes.list.append((Self.local(key), String(decoding: value, as: UTF8.self)))
            rest = rest[(end + 1)...]
        }
        let local = Self.local(name)
        if !isEmpty {
            guard open.count < Self.deepest else { throw PackedFault.tooLong }
            open.append(local)
        }
        try body(.start(name: local, attributes, isEmpty: isEmpty))
    }

    /// A name without its prefix.
    private static func local(_ name: ArraySlice<UInt8>) -> String {
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return String(decoding: name[start...], as: UTF8.self)
    }

    /// A text with its references replaced: `&amp;`, `&#10;`, `&#x41;`.
    private static func decoded(_ text: ArraySlice<UInt8>) throws -> [UInt8] {
        guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
        var decoded: [UInt8] = []
        var rest = text
        while let place = rest.firstIndex(of: UInt8(ascii: "&")) {
            decoded += rest[..<place]
            guard let end = rest[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw PackedFault.damaged
            }
            let name = String(decoding: rest[(place + 1)..<end], as: UTF8.self)
            switch name {
            case "amp": decoded.append(UInt8(ascii: "&"))
            case "lt": decoded.append(UInt8(ascii: "<"))
            case "gt": decoded.append(UInt8(ascii: ">"))
            case "quot": decoded.append(UInt8(ascii: "\""))
            case "apos": decoded.append(UInt8(ascii: "'"))
            default:
                let number =
                    name.hasPrefix("#x")
                    ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
                guard let scalar = number.flatMap(UnicodeScalar.init) else { throw PackedFault.damaged }
                decoded += Array(String(Character(scalar)).utf8)
            }
            rest = rest[(end + 1)...]
        }
        return decoded + rest
    }
}
