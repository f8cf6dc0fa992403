extension DemandProfile {
    /// The profile of a group from the first day of its store to a day in the future.
    ///
    /// - Parameter lastDay: the last day that is needed; days up to the last one of history are in it anyway.
    package init(_ factors: GroupFactors, of store: OpenDays, through lastDay: Int) {
        let isDormant = store.isDormant
        let count = max(store.closed.count, lastDay - store.firstDay + 1)
        self.init(
            firstDay: store.firstDay,
            factors: (0..<count).map { place in
                let isOpen = place < store.closed.count ? !store.closed[place] : !isDormant
                return isOpen ? factors.factor(ofDay: store.firstDay + place) : 0
            })
    }
}
