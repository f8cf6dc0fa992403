import Forecasting
import InventoryPipeline
import InventoryStore
import PageServer
import Pages
import Platform
import Reports

/// The parameters of a request, read and checked.
struct SiteQuery {
    let address: SiteAddress

    /// A parameter that has no meaning.
    struct Problem: Error {
        let sentence: String
    }

    /// - Throws: ``Problem`` if a parameter is there twice, or means nothing to the page. What is ignored would show something else than
    ///   what was asked for.
    init(_ page: SiteAddress.Page, _ request: PageRequest) throws {
        let known = page.parameterNames
        if let unknown = request.query.map(\.name).first(where: { !known.contains($0) }) {
            let near = DidYouMean.text(NearNames.of(unknown, among: known), otherwise: ".")
            throw Problem(
                sentence:
                    "\(page.rawValue) has no parameter \(DisplayText.of(unknown))\(near) It has \(known.joined(separator: ", "))."
            )
        }
        // A form sends its empty fields too.
        let given = request.query.filter { !$0.value.isEmpty }
        for (place, parameter) in given.enumerated()
        where given[..<place].contains(where: { $0.name == parameter.name }) {
            throw Problem(sentence: "The address says \(DisplayText.of(parameter.name)) twice.")
        }
        address = SiteAddress(page, parameters: given.map { .init(name: $0.name, value: $0.value) })
    }

    func text(_ name: String) -> String? { address.value(of: name) }

    func number(_ name: String, in bounds: ClosedRange<Int>) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), bounds.contains(number) else {
            throw Problem(
                sentence:
                    "\(name)=\(DisplayText.of(text)) is no number from \(NumberText.grouped(bounds.lowerBound)) to \(NumberText.grouped(bounds.upperBound))."
            )
        }
        return number
    }

    func maxCover() throws -> Int {
        try number("max-cover", in: ExceptionRequest.covers) ?? ExceptionRequest.usualMaxCover
    }

    func day(_ name: String) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let date = CivilDate(isoText: text[...]) else {
            throw Problem(sentence: "\(name)=\(DisplayText.of(text)) is no date; write it like 2024-01-31.")
        }
        return date.dayNumber
    }

    var scenario: String { text("scenario") ?? Scenario.baseline }

    func part() throws -> ListPart { ListPart(try number("part", in: 1...ListPart.most) ?? 1) }

    /// The series that are chosen, named as on the command line.
    var selection: SeriesSelection {
        func entries(_ name: String) -> [String] {
            // Commas alone would name nothing, and mean all.
            text(name).map { $0.split(separator: ",").isEmpty ? ["=\($0)"] : [$0] } ?? []
        }
        return SeriesSelection(
            stores: entries("store"), products: entries("product"), categories: entries("category"))
    }

    var suppliers: [String] { text("supplier").map { [$0] } ?? [] }

    func filter() throws -> ResultFilter {
        ResultFilter(
            scenario: scenario, selection: selection, suppliers: suppliers, firstDay: try day("from"),
            lastDay: try day("by"))
    }

    func states() throws -> Set<ExceptionState> {
        guard let text = text("state") else { return [] }
        do throws(ExceptionState.UnknownState) {
            return Set(try ExceptionState.named(text))
        } catch {
            throw Problem(sentence: error.sentence)
        }
    }
}
