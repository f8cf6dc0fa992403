import ArgumentParser
import Reports

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to a file, also while it is in use.",
        discussion: """
            The copy is the database as it was at one moment, whatever is written meanwhile. It appears when it is whole and \
            on disk.
            """)

    @Argument(help: "The file for the copy.")
    var file: String

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if file.isEmpty { throw ValidationError("Name a file for the copy.") }
        file = try DatabaseOptions.plainPath(file)
    }

    func run() throws {
        let database = try database.open(.read)
        let size = try database.copy(to: file, replaces: force)
        try database.close()
        try Console.print("Copied \(database.path) to \(file), \(NumberText.grouped(size)) bytes.")
    }
}
