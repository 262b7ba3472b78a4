/// All series of one name at one moment.
package struct MetricFamily: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// One line of the exposition.
    package struct Sample: Sendable, Equatable {
        /// What follows the family's name, such as `_bucket`.
        package var suffix: String
        /// In the order in which they are written.
        package var labels: [(name: String, value: String)]
        package var value: Double

        package init(_ value: Double, suffix: String = "", labels: [(name: String, value: String)] = []) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }

        package static func == (one: Sample, other: Sample) -> Bool {
            one.suffix == other.suffix && one.value == other.value
                && one.labels.elementsEqual(other.labels) { $0.name == $1.name && $0.value == $1.value }
        }
    }

    package var name: String
    package var help: String
    package var kind: Kind
    package var samples: [Sample]

    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// A family of one series without labels.
    package init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, [Sample(value)])
    }
}
