/// Which sheet of a workbook is written as text, and how.
package struct SheetForm: Sendable {
    /// The name of the sheet; nil is the first one that is not hidden.
    package var sheet: String?
    package var delimiter: UInt8
    /// The byte in front of the decimals of numbers.
    package var decimalSeparator: UInt8

    package init(
        sheet: String? = nil, delimiter: UInt8 = UInt8(ascii: ","), decimalSeparator: UInt8 = UInt8(ascii: ".")
    ) {
        self.sheet = sheet
        self.delimiter = delimiter
        self.decimalSeparator = decimalSeparator
    }
}
