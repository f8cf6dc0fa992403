// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "invdb",
    products: [
        .executable(name: "invdb", targets: ["invdb"]),
        // For Benchmarks/Micro only: nothing here is promised to stay as it is.
        .library(name: "InvdbParts", targets: ["BenchmarkParts"]),
    ],
    dependencies: [
        // GRDB's Linux support is kept by its community: the minor version is pinned, our tests vouch for it.
        .package(url: "https://github.com/groue/GRDB.swift", .upToNextMinor(from: "7.10.0")),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        // Its parser of HTTP; the bounds of a head can be set from this version on.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .target(name: "Shims", linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("z")]),
        .target(name: "Platform", dependencies: ["Shims"]),
        .target(name: "CSV"),
        .target(name: "Arrow"),
        .target(name: "Workbook", dependencies: ["Shims"]),
        .target(name: "Forecasting"),
        .target(name: "InvdbMigrations", path: "Migrations"),
        .target(
            name: "BulkSQLite",
            dependencies: [
                "Shims", .product(name: "GRDB", package: "GRDB.swift"),
                // SQLite's C functions, for this target only.
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "InventoryStore",
            dependencies: [
                "BulkSQLite", "Forecasting", "InvdbMigrations", "Platform",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(
            name: "InventoryPipeline",
            dependencies: ["Arrow", "CSV", "Forecasting", "InventoryStore", "Platform", "Workbook"]),
        .target(
            name: "Reports",
            dependencies: ["CSV", "Forecasting", "InventoryPipeline", "InventoryStore", "Platform", "Workbook"]),
        .target(
            name: "Pages",
            dependencies: ["Forecasting", "InventoryPipeline", "InventoryStore", "Platform", "Reports"]),
        .target(
            name: "PageServer",
            dependencies: [
                "Platform", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(
            name: "Site",
            dependencies: [
                "Forecasting", "InventoryPipeline", "InventoryStore", "PageServer", "Pages", "Platform", "Reports",
            ]),
        .executableTarget(
            name: "invdb",
            dependencies: [
                "CSV", "Forecasting", "InventoryPipeline", "InventoryStore", "PageServer", "Pages", "Platform",
                "Reports",
                "Shims", "Site",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("Profiles")]),
        .target(
            name: "BenchmarkParts",
            dependencies: ["CSV", "Forecasting", "InventoryPipeline", "InventoryStore"],
            path: "Benchmarks/Parts"),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "ForecastingTests", dependencies: ["Forecasting", "TestSupport"]),
        .testTarget(name: "CSVTests", dependencies: ["CSV", "TestSupport"]),
        .testTarget(name: "ArrowTests", dependencies: ["Arrow", "TestSupport"]),
        .testTarget(name: "WorkbookTests", dependencies: ["TestSupport", "Workbook"]),
        .testTarget(name: "PlatformTests", dependencies: ["Platform", "TestSupport"]),
        .testTarget(
            name: "BulkSQLiteTests",
            dependencies: [
                "BulkSQLite", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "InventoryStoreTests",
            dependencies: [
                "BulkSQLite", "Forecasting", "InventoryStore", "InvdbMigrations", "Platform", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "InventoryPipelineTests",
            dependencies: [
                "CSV", "Forecasting", "InventoryPipeline", "InventoryStore", "Platform", "Reports", "TestSupport",
            ]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Forecasting", "InventoryPipeline", "InventoryStore", "Platform", "Reports", "TestSupport", "invdb",
            ]),
        .testTarget(name: "PagesTests", dependencies: ["InventoryPipeline", "Pages", "TestSupport"]),
        .testTarget(name: "PageServerTests", dependencies: ["PageServer", "TestSupport"]),
        .testTarget(name: "InvdbTests", dependencies: ["invdb", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
