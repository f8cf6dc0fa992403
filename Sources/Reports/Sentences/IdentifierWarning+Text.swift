import InventoryPipeline
import Platform

extension IdentifierWarning {
    /// What is remarkable about the identifier, and what to do.
    var sentence: String {
        "\(column.name) “\(DisplayText.of(identifier))” \(remark.text(identifier, column == .storeID ? "stores" : "products"))"
    }
}

extension IdentifierWarning.Remark {
    fileprivate func text(_ identifier: String, _ things: String) -> String {
        switch self {
        case .looksLike(let other):
            "is written “\(DisplayText.spelt(identifier))” here and “\(DisplayText.spelt(other))” elsewhere: two \(things) that look "
                + "the same"
        case .lineEnd: "has a line end in it; is a quote at a wrong place?"
        case .outerBlank: "has a blank at its end or beginning; --trim-ids reads it without"
        case .invisible: "has a character that can't be seen"
        case .spreadsheet(.scientific): "is a number whose last digits a spreadsheet has cut off; export it as text"
        case .spreadsheet(.quoted):
            "has the signs around it that keep it a text in a spreadsheet; they are a part of it here"
        case .spreadsheet(.date): "is a date that a spreadsheet has made of it; export it as text"
        case .spreadsheet(.decimals): "has decimals, which a spreadsheet has added to a number"
        case .total:
            "looks like the total of a report; --skip-rows \"\(DisplayText.of(identifier))\" leaves such rows out"
        case .spreadsheet(.errorValue): "is an error value of a spreadsheet"
        }
    }
}
