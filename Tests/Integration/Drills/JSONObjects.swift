import DRCore
import DRTestSupport
import Foundation

/// Reads objects of JSON.
enum JSONObjects {
    /// The object that a text is.
    static func parse(_ text: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw DRError(.failed, "no object", object: text)
        }
        return object
    }

    /// The lines of a run that are of a type.
    static func lines(_ run: Tool.Run, _ type: String) throws -> [[String: Any]] {
        try run.lines.map(parse).filter { $0["message_type"] as? String == type }
    }
}
