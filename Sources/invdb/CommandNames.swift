import ArgumentParser
import Platform
import Reports

/// The names of commands on the command line. The parser suggests options; a command that it doesn't know it only refuses.
enum CommandNames {
    /// - Throws: `ValidationError` if the first words name a command that there is not.
    static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        var commands = root.configuration.subcommands
        for name in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !commands.isEmpty, !name.hasPrefix("-") else { return }
            guard let command = commands.first(where: { $0._commandName == name }) else {
                let names = commands.map { $0._commandName }
                throw ValidationError(
                    "No command is called \(DisplayText.of(name))"
                        + DidYouMean.text(
                            NearNames.of(name, among: names),
                            otherwise: "; the commands are \(names.joined(separator: ", "))."))
            }
            commands = command.configuration.subcommands
        }
    }
}
