import CSV
import Forecasting
import Foundation
import InventoryPipeline

/// The options of a run as a command has them.
package enum RunOptionsText {
    /// `--cover 14 --lead-time 7 --store Berlin`, of the JSON in the log of runs; the text itself if it is something else.
    package static func flags(ofJSON text: String) -> String {
        guard let options = try? JSONDecoder().decode([String: Value].self, from: Data(text.utf8)) else { return text }
        return ShellText.command(words(of: options))
    }

    /// What a command needs to do a run again for a choice of series: its options but for those of usual value, each with a space before it.
    package static func again(ofJSON text: String) -> String {
        guard let options = LoggedOptions.options(fromJSON: text), var values = values(of: options) else { return "" }
        if case .options(let plan) = values["plan"],
            case .options(let usual) = Self.values(of: RunOptions(plan: TermDefaults()))?["plan"]
        {
            values["plan"] = .options(plan.filter { usual[$0.key] != $0.value })
        }
        let words = words(of: values)
        return words.isEmpty ? "" : " \(ShellText.command(words))"
    }

    private static func values(of options: RunOptions) -> [String: Value]? {
        try? JSONDecoder().decode([String: Value].self, from: JSONEncoder().encode(options))
    }

    /// What options have in the log: `"between"` has a text, and `"plan"` has the options of a plan.
    private enum Value: Decodable, Equatable {
        case flag(Bool)
        case number(Double)
        case text(String)
        case texts([String])
        case options([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let texts = try? container.decode([String].self) {
                self = .texts(texts)
            } else {
                self = .options(try container.decode([String: Value].self))
            }
        }
    }

    private static func words(of options: [String: Value]) -> [String] {
        options.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
            let flag = OptionKey(name: name).flag
            switch value {
            case .flag(let isSet): return isSet ? [flag] : []
            // What is added to all lead times has the option of the lead time, with a sign.
            case .number(let number):
                return [flag, (name == "extraLeadTime" && number >= 0 ? "+" : "") + FieldText.number(number)]
            case .text(let text): return (name == "economic" ? ["--service", name] : []) + [flag, text]
            case .texts(let texts): return texts.flatMap { [flag, $0] }
            case .options(let options): return words(of: options)
            }
        }
    }
}
