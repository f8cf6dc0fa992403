extension CivilDate {
    /// The day of the year: 0 is the first of January, 365 the last day of a leap year.
    var dayOfYear: Int {
        let firstOfMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1]
        return firstOfMonth + (month > 2 && CivilDate.daysInMonth(2, of: year) == 29 ? 1 : 0) + day - 1
    }
}
