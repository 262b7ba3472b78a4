/// What is wrong with the configuration: the file, the line, the key, and what would be right.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    package var file: String
    package var line: Int?
    package var key: String
    package var problem: String

    package init(file: String, line: Int?, key: String, problem: String) {
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
    }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(problem)" : "\(place): \(key): \(problem)"
    }
}
