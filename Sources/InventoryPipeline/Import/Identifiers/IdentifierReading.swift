/// What the user has said of the identifiers of a file: which part of them counts, and what is cut off.
///
/// A class, because it keeps the parts of identifiers that come again.
final class IdentifierReading {
    private let trims: Bool
    private let stripsZeros: Bool
    private let storePart: StarPattern?
    private let productPart: StarPattern?
    private let changesStores: Bool
    private let changesProducts: Bool
    private var storeParts = KnownTexts<[UInt8]?>(count: 256)
    private var productParts = KnownTexts<[UInt8]?>(count: 4096)

    init(_ request: ImportRequest) {
        trims = request.trimsIdentifiers
        stripsZeros = request.stripsZeros
        storePart = request.parts[.storeID]
        productPart = request.parts[.productID]
        changesStores = trims || storePart != nil
        changesProducts = trims || stripsZeros || productPart != nil
    }

    @inline(__always)
    func store(_ identifier: Identifier) -> Identifier {
        changesStores ? changed(identifier, storePart, &storeParts) : identifier
    }

    @inline(__always)
    func product(_ identifier: Identifier) -> Identifier {
        guard changesProducts else { return identifier }
        let product = changed(identifier, productPart, &productParts)
        return stripsZeros ? product.withoutZeros : product
    }

    @inline(never)
    private func changed(
        _ identifier: Identifier, _ part: StarPattern?, _ known: inout KnownTexts<[UInt8]?>
    ) -> Identifier {
        var identifier = identifier
        if let part {
            let found = identifier.withBytes { bytes in
                known.meaning(of: bytes) {
                    String(validating: bytes, as: UTF8.self).flatMap(part.firstStar).map { Array($0.utf8) }
                }
            }
            if let found { identifier = .unescaped(found) }
        }
        return trims ? identifier.trimmed : identifier
    }
}

extension Identifier {
    /// A number without the zeros in front of it; other identifiers stay as they are.
    fileprivate var withoutZeros: Identifier {
        withBytes { bytes in
            guard bytes.first == UInt8(ascii: "0"), bytes.allSatisfy({ (48...57).contains($0) }) else { return self }
            let number = bytes.drop { $0 == UInt8(ascii: "0") }
            return .unescaped(number.isEmpty ? [UInt8(ascii: "0")] : Array(number))
        }
    }
}
