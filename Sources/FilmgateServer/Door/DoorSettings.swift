/// What one client may take of the server's connections and time.
package struct DoorSettings: Sendable, Equatable {
    /// Connections that may be open at a time; later ones wait in the kernel's queue until one closes.
    package var connections = 10_000
    /// How long a request's head may take: from the opening of its connection, or from its first byte.
    package var headTimeout = Duration.seconds(15)
    /// How long a connection may stay open without a request.
    package var idleTimeout = Duration.seconds(75)
    /// How long every body may take, however short.
    package var bodyGrace = Duration.seconds(20)
    /// Bytes a second that a body must make beyond ``bodyGrace``.
    package var bodyRate = 16 << 10

    package init() {}

    /// Connections that can really be open where the process may hold `descriptors` files: a fifth, and at least 128, is left for the
    /// store, artifacts, children, and calls to upstreams.
    func connections(within descriptors: Int) -> Int {
        max(min(connections, descriptors - max(descriptors / 5, 128)), 16)
    }
}
