import Forecasting
import InventoryPipeline
import InventoryStore
import PageServer
import Pages
import Platform
import Reports

/// The pages of a database: from a request to the facts, and from them to a page. Each request is answered from one snapshot, which is the
/// last commit, whatever another program is writing.
package struct Site: Sendable {
    private let readers: ReaderPool
    private let kept = KeptPages()
    /// The version of the program.
    private let version: String

    /// Seconds after which a page asks whether newer results are there.
    private static let refreshSeconds = 10

    package init(_ readers: ReaderPool, version: String) {
        self.readers = readers
        self.version = version
    }

    /// The path of the database.
    package var path: String { readers.path }

    /// Never throws: what goes wrong becomes a page that says it.
    package func answer(_ request: PageRequest) -> PageAnswer {
        guard let page = SiteAddress.Page(rawValue: request.path) else {
            return problem(
                "There is no such page", "There is nothing at \(DisplayText.of(request.path)).", request, 404)
        }
        if page == .newer { return newer(request) }
        do {
            return try answer(SiteQuery(page, request))
        } catch let error as SiteQuery.Problem {
            return problem("This can't be shown", error.sentence, request, 400)
        } catch let error as StoreError where error.kind == .unknownName {
            return problem("Not found", error.description, request, 404)
        } catch let error as RequestError {
            return problem("There is nothing to show", error.description, request, 404)
        } catch is Interrupted {
            return .text("The server is ending.", status: 503)
        } catch let error as StoreError {
            return problem("The database can't be read now", error.description, request, 503)
        } catch let error as any ExplainedError {
            return problem("This can't be shown", error.description, request, 500)
        } catch {
            return problem("This can't be shown", "Something failed that should not: \(error)", request, 500)
        }
    }

    private func answer(_ query: SiteQuery) throws -> PageAnswer {
        switch query.address.page {
        case .orderFile: return try file("orders.csv", .orders, query)
        case .stockoutFile: return try file("stockouts.csv", .stockout, query)
        case .overview, .exceptions, .search, .product, .orders, .stockouts, .compare, .runs, .newer:
            let (address, mark) = (query.address.text, readers.commitMark())
            if let page = kept.page(at: address, mark) { return self.page(page) }
            let html = try readers.with { database in
                try database.read { snapshot in
                    try SitePages(snapshot, database, query).html(frame(query, snapshot))
                }
            }
            let page = Array(html.text.utf8)
            kept.keep(page, at: address, mark)
            return self.page(page)
        }
    }

    private func page(_ page: [UInt8], status: Int = 200) -> PageAnswer {
        PageAnswer(status: status, policy: SiteStyle.policy, body: .bytes(page))
    }

    private func frame(_ query: SiteQuery, _ snapshot: Snapshot) throws -> SiteFrame {
        SiteFrame(
            database: readers.path.lastPathPart, version: version, scenario: query.scenario,
            scenarios: try snapshot.scenariosWithResults(), address: query.address, logged: try snapshot.lastLogged())
    }

    /// A page with a sentence. What it would say of the database is left out if the database is what is wrong.
    private func problem(_ title: String, _ sentence: String, _ request: PageRequest, _ status: Int) -> PageAnswer {
        let page = SiteAddress.Page(rawValue: request.path) ?? .overview
        let address = (try? SiteQuery(page, request))?.address ?? SiteAddress(page)
        let known = try? readers.with { database in
            try database.read { (scenarios: try $0.scenariosWithResults(), logged: try $0.lastLogged()) }
        }
        let scenario = address.value(of: "scenario").flatMap { known?.scenarios.contains($0) == true ? $0 : nil }
        let frame = SiteFrame(
            database: readers.path.lastPathPart, version: version, scenario: scenario ?? Scenario.baseline,
            scenarios: known?.scenarios ?? [], address: address,
            logged: known?.logged ?? LastLogged(run: 0, importID: 0))
        return self.page(Array(ProblemPage.html(title, sentence, frame).text.utf8), status: status)
    }

    // MARK: Other answers than pages

    /// It asks again after some seconds whatever the answer is, or a page would stay silent for good.
    private func newer(_ request: PageRequest) -> PageAnswer {
        let html: HTML
        do {
            html = try newer(SiteQuery(.newer, request))
        } catch is SiteQuery.Problem {
            html = NewerPage.html(problem: "Nobody can tell whether newer results are there: the address is wrong.")
        } catch {
            html = NewerPage.html(problem: "The database can't be read now.")
        }
        return PageAnswer(
            policy: SiteStyle.policy, refreshSeconds: Self.refreshSeconds, body: .bytes(Array(html.text.utf8)))
    }

    private func newer(_ query: SiteQuery) throws -> HTML {
        let now = try readers.with { try $0.read { try $0.lastLogged() } }
        let seen = LastLogged(
            run: try query.number("run", in: 0...Int.max) ?? 0,
            importID: try query.number("import", in: 0...Int.max) ?? 0)
        let target = query.text("page").flatMap { PageRequest(target: $0) }
        let page = target.flatMap { target in
            SiteAddress.Page(rawValue: target.path).map { page in
                SiteAddress(page, parameters: target.query.map { .init(name: $0.name, value: $0.value) })
            }
        }
        return NewerPage.html(seen: seen, now: now, page: page)
    }

    /// A list as CSV. It is written to the end before it is sent, so that a slow client keeps no snapshot, and an error is no half file.
    private func file(_ name: String, _ content: ExportRequest.Content, _ query: SiteQuery) throws -> PageAnswer {
        var request = ExportRequest(content: content, filter: try query.filter(), workers: 1)
        request.isSpreadsheetSafe = true
        let file = try POSIXFile.temporary(in: AtomicFile.folder(of: readers.path))
        try readers.with { database in
            try ExportFlow.run(request, database: database, to: OutputFile(temporary: file))
        }
        return PageAnswer(mediaType: "text/csv; charset=utf-8; header=present", fileName: name, body: .file(file))
    }
}

extension String {
    /// What is behind the last slash.
    fileprivate var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }
}
