import DRCore
import DRPolicy
import DRRepository

extension AlertMessage {
    /// The message as a JSON object; its form is a promise to those who read it.
    package var json: [UInt8] {
        let buffer = ByteBuffer(capacity: 512)
        var writer = JSONWriter(buffer)
        writer.beginObject()
        write(to: &writer)
        writer.endObject()
        return buffer.array
    }

    /// Writes the members of the object.
    package func write(to json: inout JSONWriter) {
        let texts: [(StaticString, String?)] = [
            ("event", event.rawValue), ("environment", environment), ("host", host), ("topic", topic),
            ("severity", severity.rawValue), ("message", message), ("object", object), ("hint", hint), ("plan", plan),
            ("run", run), ("person", person), ("note", note), ("key", key), ("title", title),
        ]
        for case (let key, let value?) in texts {
            json.key(key)
            json.string(value)
        }
        if let alert {
            json.key("alert")
            json.number(Int(alert))
        }
        json.key("opened")
        json.time(opened)
        json.key("time")
        json.time(time)
        json.key("times")
        json.number(times)
    }

    /// Reads what `json` wrote; unknown keys are skipped.
    ///
    /// - Throws: `DRError` (integrity).
    init(json: [UInt8]) throws {
        self = try json.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            var texts: [String: String] = [:]
            var opened: Timestamp?
            var time: Timestamp?
            var alert: Int64?
            var times = 1
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "alert": alert = try reader.int64()
                case "opened": opened = try reader.timestamp()
                case "time": time = try reader.timestamp()
                case "times": times = try reader.integer()
                default: texts[key.string] = try reader.string().string
                }
            }
            try reader.end()
            guard let event = texts["event"].flatMap(AlertEvent.init(rawValue:)),
                let severity = texts["severity"].flatMap(AlertSeverity.init(rawValue:)), let opened, let time
            else { throw reader.failure("a message lacks a key") }
            var message = AlertMessage(
                testIn: texts["environment"] ?? "",
                host: texts["host"] ?? "",
                severity: severity,
                at: time
            )
            message.event = event
            message.alert = alert
            message.topic = texts["topic"] ?? ""
            message.message = texts["message"] ?? ""
            message.object = texts["object"]
            message.hint = texts["hint"]
            message.plan = texts["plan"]
            message.run = texts["run"]
            message.person = texts["person"]
            message.note = texts["note"]
            message.opened = opened
            message.times = times
            return message
        }
    }
}
