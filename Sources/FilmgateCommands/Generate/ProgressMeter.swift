import Foundation
import Synchronization

/// Shows how a task goes: a bar on a terminal, a line for each change of state elsewhere.
final class ProgressMeter: Sendable {
    private let isTerminal: Bool
    private let last = Mutex("")

    init(isTerminal: Bool) {
        self.isTerminal = isTerminal
    }

    /// Says which task it is, so that it can be found again whatever happens.
    func begin(_ id: String) {
        put("task \(id)\n")
    }

    func show(_ status: String, elapsed: Duration) {
        if isTerminal {
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            // No server says how far it is, so the bar nears its end without ever reaching it by itself.
            let share = status == "queued" ? 0 : 1 - exp(-seconds / 4)
            let filled = Int(share * 30)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            put("\r\u{1B}[K\(bar) \(status) \(String(format: "%.0f", seconds)) s")
        } else if changes(to: status) {
            put("\(status)\n")
        }
    }

    func finish(_ status: String) {
        if isTerminal {
            let bar = status == "succeeded" ? String(repeating: "█", count: 30) : String(repeating: "░", count: 30)
            put("\r\u{1B}[K\(bar) \(status)\n")
        } else if changes(to: status) {
            put("\(status)\n")
        }
    }

    private func changes(to status: String) -> Bool {
        last.withLock { last in
            defer { last = status }
            return last != status
        }
    }

    private func put(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
