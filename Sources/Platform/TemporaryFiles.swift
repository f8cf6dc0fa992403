import Foundation
import Synchronization

/// Files that exist only while the program runs. If the program ends abruptly, it removes them first.
package enum TemporaryFiles {
    private static let names = Mutex(Set<String>())

    package static func add(_ path: String) { names.withLock { _ = $0.insert(path) } }

    package static func remove(_ path: String) { names.withLock { _ = $0.remove(path) } }

    package static func unlinkAll() {
        names.withLock { names in
            for name in names { unlink(name) }
            names.removeAll()
        }
    }
}
