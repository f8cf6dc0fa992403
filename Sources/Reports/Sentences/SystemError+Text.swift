import Foundation
import Platform

extension SystemError: ExplainedError {
    package var description: String {
        switch operation {
        case .read: "Can't read \(name): \(SystemFailure.text(code))."
        case .rewind: "Can't read \(name) again: \(SystemFailure.text(code))."
        case .write: "Can't write \(name): \(SystemFailure.text(code))."
        case .make: "Can't make \(name): \(SystemFailure.text(code))."
        case .openNeededFiles: "Can't open the files that are needed: \(SystemFailure.text(code))."
        case .startThread:
            "Can't start a thread: there is not enough memory; end other programs, or raise the limit on memory (ulimit -v)."
        }
    }
}

extension OutputRefused: ExplainedError {
    package var description: String {
        switch self {
        case .isInput(let name): "Can't write \(name): it is what is being read; name another file."
        case .isFolder(let name): "Can't write \(name): it is a folder; name a file in it."
        }
    }
}

extension SystemFailure {
    /// The system's message and what to do: "no space left on device; make room and do it again".
    static func text(_ code: Int32) -> String {
        guard let advice = advice(code) else { return message(code) }
        return "\(message(code)); \(advice)"
    }

    /// The system's message: "no such file or directory".
    private static func message(_ code: Int32) -> String {
        let message = String(cString: strerror(code))
        return message.prefix(1).lowercased() + message.dropFirst()
    }

    private static func advice(_ code: Int32) -> String? {
        switch code {
        case ENOSPC, EDQUOT: "make room and do it again"
        case EFBIG: "raise the limit on the size of files (ulimit -f)"
        case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
        case EROFS: "use a place that can be written to"
        case EACCES, EPERM: "ask its owner for the right, or use another place"
        case EIO: "check the disk and do it again"
        case EBADF: "it is closed"
        case ENOMEM: "end other programs, or raise the limit on memory"
        default: nil
        }
    }
}

extension SystemFailure.Obstacle {
    var text: String {
        switch self {
        case .system(let code): SystemFailure.text(code)
        case .folder(let folder, let code): "its folder \(folder): \(SystemFailure.text(code))"
        }
    }
}
