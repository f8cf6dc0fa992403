import CSV
import Forecasting
import Foundation

@testable import InventoryPipeline

/// Numbers and dates: each line of the input is read as both, and compared with what plain and slow code makes of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFields(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    let separator = input.choose(UInt8(ascii: "."), UInt8(ascii: ","))
    let order: DateOrder? = input.choose(nil, .monthFirst, .dayFirst, .yearFirst)
    let lines = input.file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    for line in lines {
        let number = line.withUnsafeBufferPointer { DecimalText.parse($0, separator: separator) }
        // The same bits, so that zero has no sign.
        expect(
            number?.bitPattern == plainNumber(line, separator: separator)?.bitPattern, "a number is read as another one"
        )
        _ = line.withUnsafeBufferPointer { Expectation.quantity($0, separator: separator) }
        if let number { expectWritten(number) }
    }
    readColumn(lines, given: order)
    return 0
}

/// What is written of a number reads as the same number.
private func expectWritten(_ number: Double) {
    let text = Array(FieldText.number(number).utf8)
    expect(text.count <= FieldText.longestNumber, "a number is written too long")
    let again = text.withUnsafeBufferPointer { DecimalText.parse($0) }
    expect(again == number, "a number is written as another one")
}

/// The grammar, character by character, and then the C library.
private func plainNumber(_ bytes: [UInt8], separator: UInt8) -> Double? {
    var rest = bytes[...]
    func takeDigits() -> Int {
        let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
        rest = rest.dropFirst(digits.count)
        return digits.count
    }
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    var digits = takeDigits()
    if rest.first == separator {
        rest = rest.dropFirst()
        digits += takeDigits()
    }
    guard digits > 0 else { return nil }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard takeDigits() > 0 else { return nil }
    }
    // Longer texts are no quantities.
    guard rest.isEmpty, bytes.count < 1024 else { return nil }
    let number = strtod(String(decoding: bytes, as: UTF8.self).replacing(",", with: "."), nil)
    return number.isFinite ? (number == 0 ? 0 : number) : nil
}

/// Reads the lines as the dates of a column, from the beginning again where a date contradicts what was assumed.
private func readColumn(_ lines: [[UInt8]], given: DateOrder?) {
    var found = DateFindings()
    for _ in 0..<3 {
        var column = DateColumn(given: given, found: found)
        var days: [(line: [UInt8], day: Int)] = []
        var isContradicted = false
        for (index, line) in lines.enumerated() {
            switch read(line, index + 1, &column) {
            case .day(let day): days.append((line, day))
            case .invalid: break
            case .contradiction: isContradicted = true
            }
            if isContradicted { break }
        }
        guard !isContradicted else {
            found = column.findings
            continue
        }
        for (line, day) in days {
            expect(day == plainDay(line, given, column.order), "a date is read as another one")
            expect(read(line, 1, &column) == .day(day), "a date is another one the second time")
            let iso = Array(CivilDate(dayNumber: day).isoText.utf8)
            var other = DateColumn(given: nil)
            expect(read(iso, 1, &other) == .day(day), "a date is written as another one")
        }
        if given == nil { return }
        let read = Set(days.map(\.line))
        for line in lines where !read.contains(line) {
            expect(plainDay(line, given, column.order) == nil, "a date is not read")
        }
        return
    }
    expect(false, "the column is read again for ever")
}

private func read(_ line: [UInt8], _ number: Int, _ column: inout DateColumn) -> DateColumn.Reading {
    line.withUnsafeBufferPointer { column.read($0, line: number) }
}

/// The day that a text names.
///
/// - Parameter given: the order of all dates, where the user says it.
/// - Parameter order: that of dates which leave it open.
private func plainDay(_ line: [UInt8], _ given: DateOrder?, _ order: DateOrder) -> Int? {
    guard var text = String(validating: line, as: UTF8.self), text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
    if let end = text.firstIndex(where: { $0 == " " || $0 == "T" }) {
        let time = text[text.index(after: end)...]
        if time.count > 2, time.allSatisfy({ "0:.Z".contains($0) }) { text = String(text[..<end]) }
    }
    func day(_ year: Substring, _ month: Substring, _ day: Substring) -> Int? {
        guard var y = Int(year), let m = Int(month), let d = Int(day) else { return nil }
        if year.count <= 2 { y += y <= 68 ? 2000 : 1900 }
        guard let date = CivilDate(year: y, month: m, day: d), (1900...2999).contains(y) else { return nil }
        return date.dayNumber
    }
    if text.count == 8, text.allSatisfy({ $0.isNumber }) {
        let (month, end) = (text.index(text.startIndex, offsetBy: 4), text.index(text.startIndex, offsetBy: 6))
        return day(text[..<month], text[month..<end], text[end...])
    }
    guard let separator = text.first(where: { !$0.isNumber }), "/-.".contains(separator) else { return nil }
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else { return nil }
    let counts = parts.map(\.count)
    guard counts[1] <= 2 else { return nil }
    if counts[0] == 4, counts[2] <= 2 { return day(parts[0], parts[1], parts[2]) }
    guard counts[0] <= 2, counts[2] == 2 || counts[2] == 4 else { return nil }
    if separator == "-", counts[2] == 2, given == nil { return nil }
    switch separator == "." && given == nil ? .dayFirst : given ?? order {
    case .monthFirst: return day(parts[2], parts[0], parts[1])
    case .dayFirst: return day(parts[2], parts[1], parts[0])
    case .yearFirst: return counts[2] == 2 ? day(parts[0], parts[1], parts[2]) : nil
    }
}
