import Foundation

/// Says whether a value conforms to a JSON Schema, for the words that `JSONSchema` uses.
enum SchemaValidator {
    static func conforms(_ value: Any, to schema: [String: Any]) -> Bool {
        schema.allSatisfy { word, rule in holds(word, rule, value, schema) }
    }

    private static func holds(_ word: String, _ rule: Any, _ value: Any, _ schema: [String: Any]) -> Bool {
        let map = value as? [String: Any]
        switch word {
        case "$schema", "title", "description", "default": return true
        case "type":
            let types = rule as? [String] ?? [rule as? String ?? ""]
            return types.contains { isOf($0, value) }
        case "enum": return (rule as? [String])?.contains { $0 == value as? String } == true
        case "const": return rule as? String == value as? String
        case "minimum": return (value as? Int).map { $0 >= rule as? Int ?? .max } ?? true
        case "maximum": return (value as? Int).map { $0 <= rule as? Int ?? .min } ?? true
        case "pattern":
            guard let text = value as? String, let pattern = rule as? String else { return true }
            return text.range(of: pattern, options: .regularExpression) != nil
        case "anyOf": return count(rule, value) > 0
        case "oneOf": return count(rule, value) == 1
        case "items":
            guard let items = value as? [Any], let item = rule as? [String: Any] else { return true }
            return items.allSatisfy { conforms($0, to: item) }
        case "minItems": return ((value as? [Any])?.count ?? .max) >= rule as? Int ?? .max
        case "minProperties": return (map?.count ?? .max) >= rule as? Int ?? .max
        case "maxProperties": return (map?.count ?? 0) <= rule as? Int ?? .min
        case "required": return map.map { map in (rule as? [String])?.allSatisfy { map[$0] != nil } == true } ?? true
        case "properties":
            guard let map, let properties = rule as? [String: [String: Any]] else { return true }
            return map.allSatisfy { key, item in properties[key].map { conforms(item, to: $0) } ?? true }
        case "additionalProperties":
            guard let map else { return true }
            let known = (schema["properties"] as? [String: Any])?.keys.map { $0 } ?? []
            let others = map.filter { !known.contains($0.key) }
            guard let shape = rule as? [String: Any] else { return others.isEmpty }
            return others.values.allSatisfy { conforms($0, to: shape) }
        case "propertyNames":
            guard let map, let names = rule as? [String: Any] else { return true }
            return map.keys.allSatisfy { conforms($0, to: names) }
        default: return false
        }
    }

    /// The schema with what `$ref` names in its place, for the form `#/$defs/NAME`.
    static func expanded(_ schema: [String: Any]) -> [String: Any] {
        let definitions = schema["$defs"] as? [String: Any] ?? [:]
        func expand(_ value: Any) -> Any {
            if let list = value as? [Any] { return list.map(expand) }
            guard let map = value as? [String: Any] else { return value }
            if let name = (map["$ref"] as? String)?.split(separator: "/").last {
                return expand(definitions[String(name)] as Any)
            }
            return map.mapValues(expand)
        }
        return schema.filter { $0.key != "$defs" }.mapValues(expand)
    }

    private static func count(_ rule: Any, _ value: Any) -> Int {
        (rule as? [[String: Any]])?.filter { conforms(value, to: $0) }.count ?? 0
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "integer": value is Int
        case "number": value is Int || value is Double
        case "boolean": value is Bool
        case "null": value is NSNull
        default: false
        }
    }
}
