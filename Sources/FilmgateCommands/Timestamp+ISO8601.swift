import FilmgateDomain
import Foundation

extension Timestamp {
    /// The moment as people read it, to the second, UTC.
    var iso8601: String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
