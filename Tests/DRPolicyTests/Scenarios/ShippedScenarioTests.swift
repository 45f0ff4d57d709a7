import DRCore
import DRPolicy
import DRTestSupport
import Foundation
import Testing
import Yams

@Suite("Shipped scenarios", .tags(.small))
struct ShippedScenarioTests {
    static let names = [
        "application-failure", "database-corruption", "database-page-corruption", "datacenter-outage",
        "security-breach",
    ]

    static func text(_ name: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: "scenarios/\(name).yml"), encoding: .utf8)
    }

    @Test("are good", arguments: names)
    func good(name: String) throws {
        let scenario = try Scenario.parse(ConfigurationText(name: name + ".yml", try Self.text(name)), name: name)
        #expect(scenario.name == name)
        #expect(!scenario.fault.tookEffect.isEmpty)
        #expect(!scenario.cleanup.isEmpty)
        #expect(scenario.detection != nil)
    }

    @Test(
        "have the objectives that are promised",
        arguments: zip(names, [(600, 0), (1800, 900), (1800, 900), (900, 300), (7200, nil)] as [(Int, Int?)])
    )
    func objectives(name: String, seconds: (Int, Int?)) throws {
        let file = ConfigurationText(name: name, try Self.text(name))
        let objectives = try Scenario.parse(file, name: name).objectives
        #expect(objectives.rto == .seconds(seconds.0))
        #expect(objectives.rpo == seconds.1.map { .seconds($0) })
        #expect((objectives.recoveryPoint == .clean) == (name == "security-breach"))
    }

    @Test("conform to the JSON Schema", arguments: names)
    func schema(name: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(JSONSchema.scenario.utf8))
        let schema = SchemaValidator.expanded(try #require(object as? [String: Any]))
        let resolver = try Resolver.default.replacing(.bool, with: "^(?:true|false)$")
        let value = try #require(try load(yaml: try Self.text(name), resolver))
        #expect(SchemaValidator.conforms(value, to: schema))
        var broken = try #require(value as? [String: Any])
        broken["recovery"] = [["name": "x", "http.chek": ["url": "http://example.com"]]]
        #expect(!SchemaValidator.conforms(broken, to: schema))
    }
}
