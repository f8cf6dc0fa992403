/// The order in which a date names its parts.
package enum DateOrder: String, Sendable {
    case monthFirst = "month/day/year"
    case dayFirst = "day/month/year"
    case yearFirst = "year/month/day"

    /// The order that `--date-format` gives: that of the letters y, m and d in it (`mdy`, `DD.MM.YYYY`, `%d/%m/%y`).
    package init?(format: String) {
        var letters = ""
        for letter in format.lowercased() where "ymd".contains(letter) && letters.last != letter {
            letters.append(letter)
        }
        switch letters == "" ? format.lowercased() : letters {
        case "mdy": self = .monthFirst
        case "dmy": self = .dayFirst
        case "ymd", "iso": self = .yearFirst
        default: return nil
        }
    }
}

/// What the dates of a column have shown about their order.
package struct DateFindings: Equatable, Sendable {
    /// A date that is valid in one order only, and so shows the order of its column.
    package struct Evidence: Equatable, Sendable {
        package var order: DateOrder
        package var text: String
        package var line: Int
        /// The file that it is in; nil if it is the file of the column itself.
        package var file: String?
    }

    /// The first date that is valid in one order only. The column is read in that order.
    var shown: Evidence?
    /// The first date that is valid in the other order only. The column is then a mixture, as if two files had been
    /// joined, and says nothing about a date with two meanings.
    var against: Evidence?
}
