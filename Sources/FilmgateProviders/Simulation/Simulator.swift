package import FilmgateDomain
import Synchronization

/// Hands out the faults of a simulated upstream and remembers to whom it did what.
package final class Simulator: Sendable {
    package let settings: SimulationSettings
    private let plan: FaultPlan
    private let state = Mutex(State())

    private struct State {
        var requests: [SimulatedOperation: Int] = [:]
        var faults: [SimulatedFault: Int] = [:]
        /// How often each prompt was asked for.
        var creates: [String: Int] = [:]
        /// How often each task was read, deleted or downloaded.
        var asked: [Question: Int] = [:]
        var tasks: [VideoTask.ID: SimulatedTask] = [:]
        var order: [VideoTask.ID] = []
    }

    private struct Question: Hashable {
        var operation: SimulatedOperation
        var task: VideoTask.ID
    }

    package init(_ settings: SimulationSettings) {
        self.settings = settings
        plan = FaultPlan(settings)
    }

    /// What one request meets.
    package struct Encounter: Sendable {
        package var operation: SimulatedOperation
        /// What it is about: the prompt, the task, nothing for a list.
        package var subject: String
        /// The how-manieth about it, from 1.
        package var number: Int
        package var fault: SimulatedFault?
        /// To wait before anything is done.
        package var delay: Duration
    }

    /// A create of that prompt is here.
    package func create(prompt: String) -> Encounter {
        let subject = Self.subject(of: prompt)
        let number = state.withLock { state in
            state.requests[.create, default: 0] += 1
            state.creates[subject, default: 0] += 1
            return state.creates[subject, default: 1]
        }
        return encounter(.create, subject, number)
    }

    /// A read, delete or download of the task is here.
    package func request(_ operation: SimulatedOperation, about id: VideoTask.ID) -> Encounter {
        let (number, origin) = state.withLock { state in
            state.requests[operation, default: 0] += 1
            let question = Question(operation: operation, task: id)
            state.asked[question, default: 0] += 1
            return (state.asked[question, default: 1], state.tasks[id])
        }
        // A task is known by what it was asked with, so that the next run's tasks, which have other ids, meet the same.
        let subject = origin.map { "\($0.prompt)#\($0.number)" } ?? id.ulid.text
        return encounter(operation, subject, number)
    }

    /// A list is here.
    package func list() -> Encounter {
        let number = state.withLock { state in
            state.requests[.list, default: 0] += 1
            return state.requests[.list, default: 1]
        }
        return encounter(.list, "", number)
    }

    private func encounter(_ operation: SimulatedOperation, _ subject: String, _ number: Int) -> Encounter {
        let latency: SimulatedLatency =
            switch operation {
            case .create: .create
            case .read, .list, .delete: .read
            case .download: .download
            }
        return Encounter(
            operation: operation,
            subject: subject,
            number: number,
            fault: plan.fault(of: operation, about: subject, number: number),
            delay: plan.delay(of: latency, about: subject, number: number)
        )
    }

    /// The create made that task.
    package func made(_ task: VideoTask, by encounter: Encounter) {
        state.withLock { state in
            Self.remember(task, number: encounter.number, in: &state)
            state.tasks[task.id]?.number = encounter.number
        }
    }

    /// The fault came to pass; `task` is whom it hit.
    package func note(_ fault: SimulatedFault, of task: VideoTask.ID? = nil) {
        state.withLock { state in
            state.faults[fault, default: 0] += 1
            guard let task else { return }
            state.tasks[task]?.faults.append(fault)
            if fault.group == "create" { state.tasks[task]?.isAnswered = false }
        }
    }

    /// What becomes of a task that is about to be made.
    package func fate(of task: VideoTask) -> (fault: SimulatedFault?, delay: Duration) {
        let subject = Self.subject(of: task.order.prompt)
        // The engine may start a task before its create has come back to say which one made it.
        let number = state.withLock { state in
            let number = state.creates[subject, default: 1]
            Self.remember(task, number: number, in: &state)
            return state.tasks[task.id]?.number ?? number
        }
        let latency: SimulatedLatency = task.order.serviceTier == .flex ? .renderFlex : .render
        return (
            plan.fate(about: subject, number: number), plan.delay(of: latency, about: subject, number: number)
        )
    }

    /// Whether the links of the task's first telling are dead.
    package func expiresLinks(of id: VideoTask.ID) -> Bool {
        guard let origin = state.withLock({ $0.tasks[id] }) else { return false }
        return plan.fate(about: origin.prompt, number: origin.number) == .taskLinkExpired
    }

    /// Counts a telling of the task that shows links, from 1.
    package func tell(linksOf id: VideoTask.ID) -> Int {
        state.withLock { state in
            guard var task = state.tasks[id] else { return 2 }
            task.tellings += 1
            state.tasks[id] = task
            return task.tellings
        }
    }

    /// Notes, once a task, that its link was dead.
    package func noteDeadLink(of id: VideoTask.ID) {
        state.withLock { state in
            guard var task = state.tasks[id], !task.faults.contains(.taskLinkExpired) else { return }
            task.faults.append(.taskLinkExpired)
            state.tasks[id] = task
            state.faults[.taskLinkExpired, default: 0] += 1
        }
    }

    /// Everything that was done so far, tasks in the order in which they came.
    package func record() -> SimulationRecord {
        state.withLock { state in
            var tasks: [SimulatedTask] = []
            for id in state.order {
                guard var task = state.tasks[id] else { continue }
                task.reads = state.asked[Question(operation: .read, task: id), default: 0]
                task.downloads = state.asked[Question(operation: .download, task: id), default: 0]
                tasks.append(task)
            }
            return SimulationRecord(
                seed: settings.seed,
                requests: state.requests,
                faults: state.faults,
                tasks: tasks,
                creates: state.creates
            )
        }
    }

    private static func remember(_ task: VideoTask, number: Int, in state: inout State) {
        guard state.tasks[task.id] == nil else { return }
        state.tasks[task.id] = SimulatedTask(
            id: task.id,
            dialect: task.dialect,
            prompt: subject(of: task.order.prompt),
            number: number,
            createdAt: task.createdAt
        )
        state.order.append(task.id)
    }

    /// A prompt up to its first command, without blanks around it.
    static func subject(of prompt: String) -> String {
        var words: [Substring] = []
        for word in prompt.split(whereSeparator: \.isWhitespace) {
            if word.hasPrefix("--"), !words.isEmpty { break }
            words.append(word)
        }
        return words.joined(separator: " ")
    }
}
