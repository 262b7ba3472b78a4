package import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Finds the addresses of a host name. All of them are checked, and one of them is connected to: nobody else asks again.
package protocol AddressResolver: Sendable {
    /// The addresses in order of preference; throws ``NameNotFound`` where there are none.
    func addresses(of name: String) async throws -> [IPAddress]
}

/// The name has no address, or nobody could be asked.
package struct NameNotFound: Error, Hashable {
    package init() {}
}

/// Asks the operating system (`getaddrinfo`), hosts file included, on threads of its own.
package struct SystemResolver: AddressResolver {
    private let threads: NIOThreadPool

    /// - Parameter threads: a running pool that does nothing else, since a dead name server holds a thread for a long
    ///   time; four threads will do. Its owner shuts it down.
    package init(threads: NIOThreadPool) {
        self.threads = threads
    }

    /// A cancelled caller stops waiting at once; the thread comes free when the system gives up.
    package func addresses(of name: String) async throws -> [IPAddress] {
        let answer = OneAnswer<[IPAddress]>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.await(continuation)
                threads.submit { state in
                    guard state == .active else { return answer.give(.failure(CancellationError())) }
                    answer.give(Result { try Self.lookUp(name) })
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    private static func lookUp(_ name: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { throw NameNotFound() }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let raw = UnsafeRawPointer(entry.ai_addr) else { continue }
            // The family says which structure the system has put there.
            let address: IPAddress
            switch entry.ai_family {
            case AF_INET: address = IPAddress(raw.loadUnaligned(as: sockaddr_in.self).sin_addr)
            case AF_INET6: address = IPAddress(raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
            default: continue
            }
            if !addresses.contains(address) { addresses.append(address) }
        }
        guard !addresses.isEmpty else { throw NameNotFound() }
        return addresses
    }
}
