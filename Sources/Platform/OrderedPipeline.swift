import Foundation

/// Three stages on threads of their own: a source makes items one after the other, workers turn each item into a result, and a
/// sink takes the results in the order of the items, no matter which worker finished first.
///
///     source ──▶ items ──▶ worker 0…n ──▶ results by index ──▶ sink (the caller's thread)
///
/// At most `depth` items are between source and sink, which bounds the memory. The first error of any stage stops all stages and
/// is thrown to the caller after all threads have ended.
package struct OrderedPipeline<Item: Sendable, Output: Sendable>: Sendable {
    package var workers: Int
    package var depth: Int
    /// Stops all stages from outside; the pipeline then throws ``Interrupted``.
    package var interruption: Interruption

    package init(workers: Int, depth: Int, interruption: Interruption = Interruption()) {
        self.workers = workers
        self.depth = depth
        self.interruption = interruption
    }

    /// - Parameter source: calls `emit` with each item. The call blocks while the pipeline is full.
    /// - Parameter worker: runs once on each worker's thread, and calls `Work.process`.
    /// - Parameter sink: called with each result on the caller's thread.
    package func run(
        source: @escaping @Sendable (_ emit: (Item) throws -> Void) throws -> Void,
        worker: @escaping @Sendable (Work<Item, Output>) throws -> Void,
        sink: (Output) throws -> Void
    ) throws {
        let exchange = Exchange<Item, Output>(depth: depth)
        exchange.start {
            try source(exchange.push)
            exchange.endItems()
        }
        for _ in 0..<max(1, workers) {
            exchange.start { try worker(Work(exchange: exchange)) }
        }
        let handler = interruption.addHandler { exchange.fail(Interrupted()) }
        defer { interruption.removeHandler(handler) }
        do {
            while let output = try exchange.take() { try sink(output) }
        } catch {
            exchange.fail(error)
        }
        try exchange.join()
    }
}

/// The pipeline as a worker sees it.
package struct Work<Item: Sendable, Output: Sendable>: Sendable {
    fileprivate let exchange: Exchange<Item, Output>

    /// Turns items into results until there are no more items.
    package func process(_ body: (Item) throws -> Output) throws {
        while let (index, item) = exchange.next() {
            exchange.deliver(try body(item), at: index)
        }
    }
}

/// A closure that is released as soon as it has run. The thread still takes some steps to end after its waiter continues. If the
/// thread kept the closure, a database captured by it would stay open that long, and would not be closed at all if the process
/// ended first.
///
/// It is `@unchecked Sendable` because only the thread that runs the closure calls `take`.
private final class OneTimeWork: @unchecked Sendable {
    private var body: (() throws -> Void)?

    init(_ body: @escaping @Sendable () throws -> Void) {
        self.body = body
    }

    func take() -> () throws -> Void {
        defer { body = nil }
        return body ?? {}
    }
}

/// Thrown into a stage that has to stop because another stage failed.
private struct Stopped: Error {}

/// The state that the stages share. It is `@unchecked Sendable` because every access to it holds the lock of `condition`.
private final class Exchange<Item: Sendable, Output: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let depth: Int
    private var items: [(index: Int, item: Item)] = []
    private var results: [Int: Output] = [:]
    private var pushed = 0
    private var taken = 0
    private var isEnded = false
    private var liveThreads = 0
    private var error: (any Error)?

    init(depth: Int) {
        self.depth = max(1, depth)
    }

    /// Runs `body` on a thread of its own. Its error stops the pipeline.
    func start(_ body: @escaping @Sendable () throws -> Void) {
        locked { liveThreads += 1 }
        let work = OneTimeWork(body)
        do {
            try WorkThread.start(stackSize: 4 << 20) {
                do { try work.take()() } catch { self.fail(error) }
                self.end()
            }
        } catch {
            fail(error)
            end()
        }
    }

    private func end() {
        locked {
            liveThreads -= 1
            condition.broadcast()
        }
    }

    func push(_ item: Item) throws {
        try locked {
            while error == nil, pushed - taken >= depth { condition.wait() }
            guard error == nil else { throw Stopped() }
            items.append((pushed, item))
            pushed += 1
            condition.broadcast()
        }
    }

    func endItems() {
        locked {
            isEnded = true
            condition.broadcast()
        }
    }

    func next() -> (Int, Item)? {
        locked {
            while error == nil, items.isEmpty, !isEnded { condition.wait() }
            guard error == nil, !items.isEmpty else { return nil }
            return items.removeFirst()
        }
    }

    func deliver(_ output: Output, at index: Int) {
        locked {
            results[index] = output
            condition.broadcast()
        }
    }

    func take() throws -> Output? {
        try locked {
            while true {
                if error != nil { throw Stopped() }
                if let output = results.removeValue(forKey: taken) {
                    taken += 1
                    condition.broadcast()
                    return output
                }
                if isEnded, taken == pushed { return nil }
                condition.wait()
            }
        }
    }

    func fail(_ failure: any Error) {
        locked {
            if error == nil, !(failure is Stopped) { error = failure }
            condition.broadcast()
        }
    }

    func join() throws {
        try locked {
            while liveThreads > 0 { condition.wait() }
            if let error { throw error }
        }
    }

    private func locked<R>(_ body: () throws -> R) rethrows -> R {
        condition.lock()
        defer { condition.unlock() }
        return try body()
    }
}
