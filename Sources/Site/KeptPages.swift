import InventoryStore
import Synchronization

/// The last pages that were made, for as long as nothing is committed: whoever goes back need not wait for them again.
final class KeptPages: Sendable {
    private struct Entry {
        var address: String
        var mark: CommitMark
        var page: [UInt8]
    }

    /// The last used is the last.
    private let entries = Mutex<[Entry]>([])

    /// Pages of some 100 KB.
    private static let most = 16

    /// - Parameter mark: what is committed now; nil if that isn't sure.
    func page(at address: String, _ mark: CommitMark?) -> [UInt8]? {
        guard let mark else { return nil }
        return entries.withLock { entries in
            guard let place = entries.firstIndex(where: { $0.address == address && $0.mark == mark }) else {
                return nil
            }
            let entry = entries.remove(at: place)
            entries.append(entry)
            return entry.page
        }
    }

    /// - Parameter mark: what was committed before the page was begun; nil if that wasn't sure.
    func keep(_ page: [UInt8], at address: String, _ mark: CommitMark?) {
        guard let mark else { return }
        entries.withLock { entries in
            entries.removeAll { $0.mark != mark || $0.address == address }
            entries.append(Entry(address: address, mark: mark, page: page))
            if entries.count > Self.most { entries.removeFirst() }
        }
    }
}
