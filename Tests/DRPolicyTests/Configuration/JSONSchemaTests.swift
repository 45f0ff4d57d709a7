import DRCore
import DRPolicy
import DRTestSupport
import Foundation
import Testing
import Yams

@Suite("JSON Schema", .tags(.small))
struct JSONSchemaTests {
    private func schema(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func value(_ file: ConfigurationText) throws -> Any {
        // Editors follow YAML 1.2, where yes is a text.
        let resolver = try Resolver.default.replacing(.bool, with: "^(?:true|false)$")
        return try #require(try load(yaml: String(decoding: file.bytes, as: UTF8.self), resolver))
    }

    @Test("holds for the shipped files", arguments: ShippedConfiguration.environments)
    func shipped(environment: String) throws {
        let sources = try ShippedConfiguration.sources(environment)
        let configuration = try schema(JSONSchema.configuration)
        #expect(SchemaValidator.conforms(try value(sources.base), to: configuration))
        #expect(SchemaValidator.conforms(try value(try #require(sources.layer)), to: configuration))
        let retention = try schema(JSONSchema.retention)
        for file in sources.retention.values {
            #expect(SchemaValidator.conforms(try value(file), to: retention))
        }
    }

    @Test("refuses keys, words and numbers that the decoder refuses", arguments: try BadConfiguration.all())
    func bad(bad: BadConfiguration) throws {
        let signs = ["unknown key", "a whole number from", "true or false", "did you mean \"auto\"", "is not a name"]
        let messages = bad.expected.filter { message in signs.contains { message.contains($0) } }
        let layer = bad.files["test.yml"].map { ($0, JSONSchema.configuration) }
        let policy = bad.files["retention/standard.yml"].map { ($0, JSONSchema.retention) }
        guard messages.contains(where: { !$0.hasPrefix("DR_") }), let (text, document) = layer ?? policy else { return }
        let value = try value(ConfigurationText(name: "bad", text))
        #expect(!SchemaValidator.conforms(value, to: try schema(document)), "\(messages)")
    }

    @Test("knows the keys that the decoder knows, in every section")
    func keys() throws {
        var sections = 0
        try visit(try schema(JSONSchema.configuration), around: { $0 }) { keys, layer in
            sections += 1
            let error = #expect(throws: DRError.self) { try SmallConfiguration.effective(layer: layer) }
            let message = error?.configurationProblems.first { $0.what.hasPrefix("unknown key \"zzzzzzzz\"") }
            #expect(message?.allowed?.split(separator: ", ").map(String.init).sorted() == keys.sorted(), "\(layer)")
        }
        #expect(sections > 20)
    }

    /// Calls `body` with the keys of each section, and a file with an unknown key in it.
    private func visit(
        _ schema: [String: Any],
        around: (String) -> String,
        _ body: ([String], String) throws -> Void
    ) throws {
        for choice in schema["anyOf"] as? [[String: Any]] ?? [] { try visit(choice, around: around, body) }
        if let items = schema["items"] as? [String: Any] { try visit(items, around: { around("[\($0)]") }, body) }
        if let item = schema["additionalProperties"] as? [String: Any] {
            try visit(item, around: { around("{app: \($0)}") }, body)
        }
        // What says where a secret lies has messages of its own.
        guard let properties = schema["properties"] as? [String: [String: Any]], schema["maxProperties"] == nil else {
            return
        }
        try body(Array(properties.keys), around("{zzzzzzzz: 1}"))
        for (key, property) in properties { try visit(property, around: { around("{\(key): \($0)}") }, body) }
    }

    @Test("has a key for every property of the model")
    func properties() throws {
        let effective = try EffectiveConfiguration(ShippedConfiguration.sources("production"))
        let configuration = effective.configuration
        let top = try schema(JSONSchema.configuration)
        func keys(_ path: String...) -> Int {
            var schema = top
            for key in path {
                let property = (schema["properties"] as? [String: [String: Any]])?[key] ?? [:]
                var inner = (property["anyOf"] as? [[String: Any]])?.first ?? [:]
                if let item = inner["additionalProperties"] as? [String: Any] {
                    inner = (item["anyOf"] as? [[String: Any]])?.first ?? [:]
                }
                schema = inner
            }
            return (schema["properties"] as? [String: Any])?.count ?? 0
        }
        func properties(_ value: Any?) throws -> Int { Mirror(reflecting: try #require(value)).children.count }
        let plan = try #require(configuration.plans["app-files"])
        #expect(try properties(configuration) == keys())
        #expect(try properties(plan) == keys("plans"))
        #expect(try properties(plan.files) == keys("plans", "files"))
        #expect(try properties(plan.schedule) == keys("plans", "schedule"))
        #expect(try properties(plan.hooks) == keys("plans", "hooks"))
        #expect(try properties(configuration.repositories["primary"]) == keys("repositories"))
        #expect(try properties(configuration.services["web"]) == keys("services"))
        #expect(try properties(configuration.alerts) == keys("alerts"))
        #expect(try properties(configuration.alerts.channels["chat"]) == keys("alerts", "channels"))
        #expect(try properties(configuration.guardrails) == keys("guardrails"))
        #expect(try properties(configuration.guardrails.approvals) == keys("guardrails", "approvals"))
        #expect(try properties(configuration.compliance) == keys("compliance"))
        #expect(try properties(configuration.audit) == keys("audit"))
    }
}
