// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that who builds invdb does not build the benchmark library with it.
let package = Package(
    name: "InvdbBenchmarks",
    dependencies: [
        .package(name: "invdb", path: "../.."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Invdb",
            dependencies: [
                .product(name: "InvdbParts", package: "invdb"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Invdb",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ],
    swiftLanguageModes: [.v6]
)
