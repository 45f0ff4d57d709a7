/// The quarters of a year.
enum Quarter {
    static let firstMonths = [1, 4, 7, 10]
    static let lastMonths = [3, 6, 9, 12]
}
