import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite struct OrderedPipelineTests {
    private struct Failure: Error, Equatable {
        var place: String
    }

    /// A number that several threads change; every access holds the lock.
    private final class Gauge: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 0
        private var greatest = 0

        var current: Int { lock.withLock { value } }
        var peak: Int { lock.withLock { greatest } }

        func add(_ change: Int) {
            lock.withLock {
                value += change
                greatest = max(greatest, value)
            }
        }
    }

    /// Goes up while an object of it lives.
    private final class Token: Sendable {
        private let gauge: Gauge

        init(_ gauge: Gauge) {
            self.gauge = gauge
            gauge.add(1)
        }

        deinit { gauge.add(-1) }
    }

    /// Some arithmetic whose length differs from item to item.
    private static func work(_ rounds: Int) -> UInt64 {
        var x = UInt64(rounds)
        for _ in 0..<rounds { x = x &* 6_364_136_223_846_793_005 &+ 1 }
        return x
    }

    @Test(
        "Results come in the order of the items", arguments: [(1, 1), (1, 4), (2, 1), (3, 5), (8, 10), (8, 2), (0, 0)])
    func keepsTheOrder(workers: Int, depth: Int) throws {
        var generator = SeededGenerator("pipeline with \(workers) workers")
        let rounds = (0..<400).map { _ in Int.random(in: 0...4000, using: &generator) }
        var results: [UInt64] = []
        try OrderedPipeline<Int, UInt64>(workers: workers, depth: depth).run(
            source: { emit in for count in rounds { try emit(count) } },
            worker: { work in try work.process { Self.work($0) } },
            sink: { results.append($0) })
        #expect(results == rounds.map(Self.work))
    }

    @Test("There are never more items on the way than the depth", arguments: [1, 3, 6])
    func holdsAtMostDepthItems(depth: Int) throws {
        let inside = Gauge()
        var taken = 0
        try OrderedPipeline<Int, Int>(workers: 4, depth: depth).run(
            source: { emit in
                for item in 0..<300 {
                    try emit(item)
                    inside.add(1)
                }
            },
            worker: { work in try work.process { $0 } },
            sink: { _ in
                inside.add(-1)
                taken += 1
                // The source fills the pipeline while the sink is at work.
                _ = Self.work(2000)
            })
        #expect(taken == 300)
        // Besides those in the pipeline, one may be on its way into the sink.
        #expect(inside.peak <= depth + 1)
        #expect(inside.peak >= 1)
        #expect(inside.current == 0)
    }

    @Test("At the end no item is kept in memory")
    func keepsNoItem() throws {
        let alive = Gauge()
        try OrderedPipeline<Token, Token>(workers: 4, depth: 3).run(
            source: { emit in for _ in 0..<100 { try emit(Token(alive)) } },
            worker: { work in try work.process { $0 } }, sink: { _ in })
        #expect(alive.peak > 0)
        #expect(alive.current == 0)
    }

    @Test("Without items nothing is taken")
    func nothingToDo() throws {
        var taken = 0
        try OrderedPipeline<Int, Int>(workers: 3, depth: 2).run(
            source: { _ in }, worker: { work in try work.process { $0 } }, sink: { _ in taken += 1 })
        #expect(taken == 0)
    }

    @Test func workersRunOnceEach() throws {
        let started = Gauge()
        try OrderedPipeline<Int, Int>(workers: 5, depth: 4).run(
            source: { emit in for item in 0..<20 { try emit(item) } },
            worker: { work in
                started.add(1)
                try work.process { $0 }
            }, sink: { _ in })
        #expect(started.current == 5)
    }

    @Test("An interruption stops all threads", arguments: [true, false])
    func isStoppedFromOutside(atAWorker: Bool) throws {
        let interruption = Interruption()
        let running = Gauge()
        #expect(throws: Interrupted.self) {
            try OrderedPipeline<Int, Int>(workers: 3, depth: 2, interruption: interruption).run(
                source: { emit in
                    running.add(1)
                    defer { running.add(-1) }
                    // It never ends by itself.
                    while true { try emit(0) }
                },
                worker: { work in
                    running.add(1)
                    defer { running.add(-1) }
                    try work.process { item in
                        if atAWorker { _ = interruption.request() }
                        return item
                    }
                },
                sink: { _ in if !atAWorker { _ = interruption.request() } })
        }
        #expect(running.current == 0)
    }

    enum Stage: String, CaseIterable { case source, workerBegin, worker, workerEnd, sink }

    @Test(arguments: Stage.allCases, [0, 1, 57])
    func anErrorIsThrownWhenAllThreadsHaveEnded(stage: Stage, at position: Int) throws {
        let running = Gauge()
        let ended = Gauge()
        var taken: [Int] = []
        let error = #expect(throws: Failure.self) {
            try OrderedPipeline<Int, Int>(workers: 4, depth: 3).run(
                source: { emit in
                    running.add(1)
                    defer {
                        running.add(-1)
                        ended.add(1)
                    }
                    // Far more than is taken: the source has to be stopped where another stage fails.
                    for item in 0..<100_000 {
                        if stage == .source, item == position { throw Failure(place: "source") }
                        if stage == .workerEnd, item == position { return }
                        try emit(item)
                    }
                },
                worker: { work in
                    running.add(1)
                    defer {
                        running.add(-1)
                        ended.add(1)
                    }
                    if stage == .workerBegin { throw Failure(place: "workerBegin") }
                    try work.process { item in
                        if stage == .worker, item == position { throw Failure(place: "worker") }
                        return item
                    }
                    if stage == .workerEnd { throw Failure(place: "workerEnd") }
                },
                sink: { item in
                    if stage == .sink, item == position { throw Failure(place: "sink") }
                    taken.append(item)
                })
        }
        #expect(error?.place == stage.rawValue)
        #expect(running.current == 0)
        #expect(ended.current == 5)
        // What came through before is in order and without a gap.
        #expect(taken == Array(0..<taken.count))
        if stage == .sink { #expect(taken.count == position) }
        if stage == .worker || stage == .source { #expect(taken.count <= position) }
    }

    @Test func theFirstErrorWins() throws {
        // The worker's failure stops the source, which fails in its own way then: that must not hide the cause.
        let error = #expect(throws: Failure.self) {
            try OrderedPipeline<Int, Int>(workers: 1, depth: 1).run(
                source: { emit in
                    do {
                        for item in 0..<1000 { try emit(item) }
                    } catch {
                        throw Failure(place: "source")
                    }
                },
                worker: { work in try work.process { _ in throw Failure(place: "worker") } },
                sink: { _ in })
        }
        #expect(error?.place == "worker")
    }
}
