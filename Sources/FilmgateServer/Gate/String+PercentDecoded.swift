import Foundation

extension String {
    /// The text that a part of a path stands for; the part itself where its escapes are broken.
    var percentDecoded: String { removingPercentEncoding ?? self }
}
