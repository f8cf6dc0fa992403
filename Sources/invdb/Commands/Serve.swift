import ArgumentParser
import Foundation
import InventoryStore
import PageServer
import Platform
import Reports
import Site

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Show the results in the browser of this machine.",
        discussion: """
            What needs a decision, a search, every product with its chart and its arithmetic, orders, stock-outs, two scenarios side \
            by side, and runs. Only programs on this machine reach the pages, and nothing is changed. While another program imports or \
            forecasts, the pages have what was there before. Ctrl-C ends it.
            """)

    @Option(help: "The port; 0 takes any that is free.")
    var port: Int = 8765

    @Flag(help: "Open the pages in the browser.")
    var open = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
    }

    /// How long answers may take that are asked for when the end comes.
    private static let grace = Duration.seconds(10)

    func run() throws {
        // A signal ends the command and not the pages that are being made.
        let interruption = Interruption()
        let limits = ServerLimits()
        let site = Site(
            try database.readers(count: limits.workers, interruption: interruption), version: Version.current)
        let server: PageServer
        do {
            server = try PageServer(port: port, limits: limits, site: site.answer)
        } catch let error as PageServer.Failure { throw PortProblem(failure: error) }
        Signals.grant(Self.grace + .seconds(2))
        let handler = Signals.interruption.addHandler {
            server.stop(within: Self.grace) { _ = interruption.request() }
        }
        defer { Signals.interruption.removeHandler(handler) }
        let address = "http://127.0.0.1:\(server.port)/"
        try Console.print("\(address) shows \(site.path). Ctrl-C ends it.")
        if open { Self.open(address) }
        server.waitForEnd()
    }

    private static func open(_ address: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdg-open", address]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { process in
            guard process.terminationStatus != 0 else { return }
            Console.error("invdb: No browser could be opened; open \(address) yourself.")
        }
        do { try process.run() } catch {
            Console.error("invdb: No browser could be opened; open \(address) yourself.")
        }
    }
}

/// The port can't be had.
private struct PortProblem: ExplainedError {
    let failure: PageServer.Failure

    var description: String {
        switch failure {
        case .portInUse(let port):
            "Port \(port) is used by another program, perhaps by another invdb serve; end that one, or take another port with: "
                + "invdb serve --port \(port < 65_535 ? port + 1 : 8765)"
        case .portRefused(let port, let code):
            "Can't listen to port \(port): \(String(cString: strerror(code)).lowercased()); take another port with --port, from 1024 on."
        }
    }
}
