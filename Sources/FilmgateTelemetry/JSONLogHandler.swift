package import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Writes log lines as one JSON object each: time, level, message, then the metadata with its dotted keys.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level

    private let sink: LogSink

    package init(sink: LogSink, level: Logger.Level) {
        self.sink = sink
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LogLine()
        line.begin(time: Date().timeIntervalSince1970, level: event.level.rawValue, message: event.message.description)
        for (key, value) in metadata { line.add(key, value.description) }
        if let provided = metadataProvider?.get() {
            for (key, value) in provided { line.add(key, value.description) }
        }
        for (key, value) in event.metadata ?? [:] { line.add(key, value.description) }
        line.end()
        sink.write(line.bytes, urgent: event.level >= .error)
    }
}

/// A JSON object of strings, put together by hand since a log line is written for every request.
private struct LogLine {
    private(set) var bytes: [UInt8] = []

    mutating func begin(time: Double, level: String, message: String) {
        bytes.reserveCapacity(512)
        bytes.append(contentsOf: "{\"time\":\(Int64(time * 1000)),\"level\":\"".utf8)
        bytes.append(contentsOf: level.utf8)
        bytes.append(UInt8(ascii: "\""))
        add("message", message)
    }

    mutating func add(_ key: String, _ value: String) {
        bytes.append(contentsOf: ",\"".utf8)
        escape(key)
        bytes.append(contentsOf: "\":\"".utf8)
        escape(value)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func end() {
        bytes.append(contentsOf: "}\n".utf8)
    }

    private mutating func escape(_ text: String) {
        let utf8 = text.utf8
        if utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            // Nearly always; then the bytes are copied as a whole.
            bytes.append(contentsOf: utf8)
            return
        }
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
    }
}
