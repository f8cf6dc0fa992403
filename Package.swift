// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "invdb",
    products: [
        .executable(name: "invdb", targets: ["invdb"]),
        // For Benchmarks/Micro only: nothing here is promised to stay as it is.
        .library(name: "InvdbParts", targets: ["CSV", "Forecasting", "InventoryStore", "InventoryPipeline"]),
    ],
    dependencies: [
        // GRDB's Linux support is kept by its community: the minor version is pinned, our tests vouch for it.
        .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        .target(name: "InvdbMigrations", path: "Migrations"),
        .target(name: "Forecasting"),
        .target(name: "CSV"),
        .target(name: "Shims", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "InventoryStore",
            dependencies: [
                "Forecasting", "InvdbMigrations", "Shims",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "InventoryPipeline",
            dependencies: ["CSV", "Forecasting", "InventoryStore"]),
        .executableTarget(
            name: "invdb",
            dependencies: [
                "InventoryPipeline", "Shims",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "ForecastingTests", dependencies: ["Forecasting", "TestSupport"]),
        .testTarget(name: "CSVTests", dependencies: ["CSV", "TestSupport"]),
        .testTarget(
            name: "InventoryStoreTests",
            dependencies: [
                "InventoryStore", "InvdbMigrations", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "InventoryPipelineTests",
            dependencies: ["InventoryPipeline", "InventoryStore", "Forecasting", "CSV", "TestSupport"]),
        .testTarget(name: "InvdbTests", dependencies: ["invdb", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
