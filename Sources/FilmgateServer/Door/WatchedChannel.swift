import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A kind of connection with a ``ConnectionDeadlines`` before everything else.
struct WatchedChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let settings: DoorSettings

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                ConnectionDeadlines(head: settings.headTimeout, idle: settings.idleTimeout)
            )
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
