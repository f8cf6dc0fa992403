import Benchmark
import BenchmarkParts

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 1, scalingFactor: .one,
        maxDuration: .seconds(5), maxIterations: 50)

    for part in parts {
        Benchmark(part.name) { benchmark in
            let run = try part.prepare()
            benchmark.startMeasurement()
            try run()
            benchmark.stopMeasurement()
        }
    }
}
