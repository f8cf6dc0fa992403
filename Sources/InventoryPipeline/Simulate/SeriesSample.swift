import Forecasting
import InventoryStore
import Platform

/// A random sample of the series of a run, which depends on nothing but their names.
///
/// A series belongs to it if the hash of its names is below a threshold, so a sample doesn't change with the order of imports, and one of
/// fewer series is part of one of more.
struct SeriesSample: Sendable {
    /// Of the places that hashes fall into, those that belong to the sample.
    private let chosen: Int
    /// The series that were there to choose from, and those that were chosen.
    let all: Int
    let size: Int

    private static let places = 1 << 16
    /// The parts of a sample, from which it is seen how far another sample may be from it.
    static let partCount = 32

    /// All series.
    init(all: Int) {
        chosen = Self.places
        (self.all, size) = (all, all)
    }

    /// As many series as come to at most `most`, by whole places, but one place at least.
    ///
    /// - Parameter counts: of the series of each place.
    private init(_ counts: [Int], most: Int) {
        var (places, size) = (0, 0)
        while places < Self.places, places == 0 || size + counts[places] <= most || size == 0 {
            size += counts[places]
            places += 1
        }
        chosen = places
        all = counts.reduce(0, +)
        self.size = size
    }

    /// Whether only some series were chosen.
    var isPart: Bool { chosen < Self.places }

    /// Whether a series belongs to the sample, and the part of it that it is in.
    ///
    /// - Parameter identity: ``DemandDraws/identity(store:product:)``.
    func part(of identity: UInt64) -> Int? {
        let hash = Self.mixed(identity)
        guard Int(hash >> 48) < chosen else { return nil }
        return Int(hash & UInt64(Self.partCount - 1))
    }

    /// FNV-1a hardly spreads the last letters of a name into its upper bits; this does (the finalizer of MurmurHash3, public domain,
    /// <https://github.com/aappleby/smhasher>).
    private static func mixed(_ identity: UInt64) -> UInt64 {
        var hash = identity
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }

    /// The sample of the series of some partitions.
    ///
    /// - Parameter most: the most series; 0: all.
    static func of(
        _ partitions: [Partition], most: Int, _ names: SeriesIdentities, workers: Int, _ database: InventoryDatabase,
        _ progress: ProgressHandler
    ) throws -> SeriesSample {
        var counts = [Int](repeating: 0, count: places)
        var done = 0
        try OrderedPipeline<Partition, [UInt16]>(
            workers: workers, depth: workers + 2, interruption: database.interruption
        ).run(
            source: { emit in for partition in partitions { try emit(partition) } },
            worker: { work in
                try database.readApart { snapshot in
                    try work.process { partition in
                        var found: [UInt16] = []
                        try snapshot.forEachPosition(in: partition.ranges) { key, _ in
                            found.append(UInt16(truncatingIfNeeded: mixed(try names.identity(of: key)) >> 48))
                        }
                        return found
                    }
                }
            },
            sink: { found in
                for place in found { counts[Int(place)] += 1 }
                done += found.count
                progress(FlowProgress(unit: "series counted", done: done, fraction: nil))
            })
        let all = counts.reduce(0, +)
        return most == 0 || all <= most ? SeriesSample(all: all) : SeriesSample(counts, most: most)
    }
}

/// The names of all series as the random numbers of a simulation need them.
struct SeriesIdentities: Sendable {
    private let stores: IdentifierTable
    private let products: IdentifierTable

    init(_ snapshot: Snapshot) throws {
        stores = try snapshot.storeIdentifiers()
        products = try snapshot.productIdentifiers()
    }

    /// - Throws: ``StoreError`` if the store or the product doesn't exist.
    func identity(of key: SeriesKey) throws -> UInt64 {
        guard stores.contains(key.store), products.contains(key.product) else {
            throw StoreError(.damaged("series \(key.rowID) has no store or no product"), while: .read)
        }
        return DemandDraws.identity(
            store: stores.identifier(of: key.store), product: products.identifier(of: key.product))
    }
}
