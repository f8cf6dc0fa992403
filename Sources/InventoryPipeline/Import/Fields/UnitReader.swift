import CSV

/// Reads from a record what its quantities are counted in. Only pieces can be compared with other files.
///
/// A class, because it keeps which of the few texts of such a column are pieces.
final class UnitReader {
    private let fields: FieldReader
    private let places: [Int]
    private var known = KnownTexts<Bool>(count: 64)

    /// - Returns: nil if the file has no column of units.
    init?(_ fields: FieldReader) {
        self.fields = fields
        places = fields.mapping.places(of: .unit)
        if places.isEmpty { return nil }
    }

    /// Why the quantities of a record can't be used; nil if they can.
    func problem(_ stream: RecordStream) -> RowReading? {
        for place in places {
            let text = FieldReader.trimmed(fields.text(place, stream))
            let arePieces = known.meaning(of: text) {
                let unit = String(decoding: text, as: UTF8.self).lowercased()
                return unit.isEmpty || Self.pieces.contains(unit.filter { $0 != "." })
            }
            if arePieces { continue }
            return .problem(column: .unit, expected: .pieces(column: fields.mapping.header[place]))
        }
        return nil
    }

    /// Pieces in the words of systems and languages, and as UN/ECE Recommendation 20 has them.
    private static let pieces: Set<String> = [
        "piece", "pieces", "pc", "pcs", "pce", "pces", "each", "ea", "eaches", "unit", "units", "unit(s)", "no", "nos",
        "nr",
        "item", "items", "count", "ct", "c62", "h87", "st", "stk", "stck", "stück", "stueck", "stuk", "stuks", "pz",
        "pza",
        "pezzi", "ud", "uds", "un", "und", "unid", "unidad", "unidades", "unité", "unités", "pièce", "pièces", "szt",
        "ks",
        "db", "kpl", "adet", "шт",
    ]
}
