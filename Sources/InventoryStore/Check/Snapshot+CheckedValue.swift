internal import GRDB

/// What was read from a row: a value, or the column that can't be read, with its content.
package enum CheckedValue<Value: Sendable>: Sendable {
    case sound(Value)
    case fault(String)

    package var value: Value? {
        if case .sound(let value) = self { value } else { nil }
    }

    func map<Other>(_ transform: (Value) -> Other) -> CheckedValue<Other> {
        switch self {
        case .sound(let value): .sound(transform(value))
        case .fault(let fault): .fault(fault)
        }
    }

    var fault: String? {
        if case .fault(let fault) = self { fault } else { nil }
    }
}

extension Snapshot {
    /// A value, or the column that can't be read, with its content.
    static func read<Value>(_ body: () throws -> Value) -> CheckedValue<Value> {
        do {
            return .sound(try body())
        } catch {
            let message = (error as? DatabaseError)?.message ?? "\(error)"
            return .fault(message.replacing("the file is damaged: ", with: ""))
        }
    }
}
