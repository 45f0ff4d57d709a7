import DRCore
import DRStorage
import DRTestSupport
import Testing

@testable import DRRepository

struct TreeCodecTests {
    static func encode(_ nodes: [Node]) throws -> [UInt8] {
        let buffer = ByteBuffer()
        var encoder = TreeEncoder(buffer)
        for node in nodes { try encoder.append(node) }
        encoder.finish()
        return buffer.array
    }

    static func decode(_ text: String) throws -> [Node] {
        try decode(Array(text.utf8))
    }

    static func decode(_ text: [UInt8]) throws -> [Node] {
        try text.withUnsafeBytes { try TreeDecoder.decode($0) }
    }

    static func named(_ name: String) -> Node {
        var node = Node()
        node.name = Array(name.utf8)
        return node
    }

    static func randomNode(_ name: [UInt8], _ random: inout SeededGenerator) -> Node {
        var node = Node()
        node.name = name
        node.kind = Node.Kind.allCases[Int(random.next() % 8)]
        node.mode = UInt32(truncatingIfNeeded: random.next())
        node.mtime = randomTime(&random)
        node.atime = random.next() % 2 == 0 ? node.mtime : randomTime(&random)
        node.ctime = random.next() % 2 == 0 ? node.mtime : randomTime(&random)
        node.uid = UInt32(truncatingIfNeeded: random.next())
        node.gid = UInt32(truncatingIfNeeded: random.next() % 2)
        node.user = ["", "root", "<ü\u{2028}>", "a user with a rather long name"][Int(random.next() % 4)]
        node.group = ["", "root"][Int(random.next() % 2)]
        node.inode = random.next()
        node.deviceID = random.next() >> 40
        node.size = random.next() % 3
        node.links = random.next() % 3
        node.linkTarget = random.next() % 2 == 0 ? [] : random.bytes(Int(random.next() % 20))
        node.extendedAttributes = (0..<random.next() % 3).map { index in
            ExtendedAttribute(name: Array("user.\(index)\"".utf8), value: random.bytes(Int(random.next() % 10)))
        }
        node.genericAttributes = random.next() % 4 == 0 ? Array(#"{"windows.x": [1, 2]}"#.utf8) : []
        node.device = random.next() % 2
        node.content = node.kind == .file ? (0..<random.next() % 4).map { _ in random.id() } : nil
        node.subtree = node.kind == .directory ? random.id() : nil
        node.error = random.next() % 5 == 0 ? "open: permission denied" : nil
        return node
    }

    static func randomTime(_ random: inout SeededGenerator) -> Timestamp {
        let fractions: [Int32] = [0, 1, 500_000_000, 120_000, 999_999_999]
        return Timestamp(
            seconds: Int64.random(in: -62_135_596_800..<253_402_300_800, using: &random),
            nanoseconds: fractions[Int(random.next() % 5)]
        )
    }

    @Test(.tags(.small), arguments: 0..<40)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var names = Set<[UInt8]>()
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            names.insert(random.bytes(Int.random(in: 3..<20, using: &random)).map { $0 == 0 || $0 == 0x2f ? 1 : $0 })
        }
        let sorted = names.sorted { $0.lexicographicallyPrecedes($1) }
        let nodes = sorted.map { Self.randomNode($0, &random) }
        let text = try Self.encode(nodes)
        #expect(try Self.decode(text) == nodes)
        #expect(try Self.encode(Self.decode(text)) == text)
    }

    @Test(
        .tags(.small),
        arguments: [["b", "a"], ["a", "a"], ["ab", "a"], ["é", "z"], [""], ["."], [".."], ["a/b"], ["a\0b"]]
    )
    func refusesWrongEntries(names: [String]) {
        #expect(throws: DRError.self) { try Self.encode(names.map(Self.named)) }
    }

    @Test(.tags(.small))
    func writesContentAsResticDoes() throws {
        var directory = Self.named("d")
        directory.kind = .directory
        let text = String(decoding: try Self.encode([directory, Self.named("f")]), as: UTF8.self)
        let times = [#""mtime":"#, #""atime":"#, #""ctime":"#].map { $0 + #""1970-01-01T00:00:00Z","# }.joined()
        let first = #"{"name":"d","type":"dir",\#(times)"uid":0,"gid":0,"content":null}"#
        let second = #"{"name":"f","type":"file",\#(times)"uid":0,"gid":0,"content":[]}"#
        #expect(text == #"{"nodes":[\#(first),\#(second)]}"# + "\n")
    }

    @Test(.tags(.small))
    func writesRawTargetsThatAreNotText() throws {
        var node = Self.named("l")
        node.kind = .symlink
        node.linkTarget = [0x61, 0xff]
        let text = String(decoding: try Self.encode([node]), as: UTF8.self)
        #expect(text.contains(#","linktarget":"a\ufffd","linktarget_raw":"Yf8=","content":null"#))
    }

    @Test(
        .tags(.small),
        arguments: [
            "{}", #"{"nodes":null}"#, #"{"nodes":[]}"#, #" { "x" : [ { } ] , "nodes" : [ ] } "#,
        ]
    )
    func readsTreesWithoutEntries(text: String) throws {
        #expect(try Self.decode(text).isEmpty)
    }

    @Test(.tags(.small))
    func readsWhatOtherProgramsWrite() throws {
        let text = #"""
            {"nodes":[
              {"name":"z","type":"dir","mode":493,"mtime":null,"subtree":null,"content":null,"new":{"a":[1,null]}},
              {"content":[],"name":"a","type":"file","extended_attributes":[{"name":"user.x","value":null}],"mtime":"2024-01-01T01:00:00.500000+01:00"},
              {"name":"a","type":"door","user":null,"links":18446744073709551615},
              {"name":"l","type":"symlink","linktarget":"a�","linktarget_raw":"Yf8="}
            ],"other":1}
            """#
        let nodes = try Self.decode(text)
        #expect(nodes.map { String(decoding: $0.name, as: UTF8.self) } == ["z", "a", "a", "l"])
        #expect(nodes.map(\.kind) == [.directory, .file, .irregular, .symlink])
        #expect(nodes[0].mode == 493)
        #expect(nodes[0].subtree == nil)
        #expect(nodes[1].mtime == Timestamp(seconds: 1_704_067_200, nanoseconds: 500_000_000))
        #expect(nodes[1].extendedAttributes == [ExtendedAttribute(name: Array("user.x".utf8), value: [])])
        #expect(nodes[2].links == .max)
        #expect(nodes[3].linkTarget == [0x61, 0xff])
    }

    @Test(
        .tags(.small),
        arguments: [
            #"{"name":"..","type":"file"}"#, #"{"name":".","type":"dir"}"#, #"{"name":"","type":"file"}"#,
            #"{"type":"file"}"#,
            #"{"name":null}"#, #"{"name":"a/b"}"#, #"{"name":"\\x2f"}"#, #"{"name":"\\x2e\\x2e"}"#,
            #"{"name":"a\\x00"}"#,
            #"{"name":"a\u0000"}"#, #"{"name":"\\q"}"#, #"{"name":"\""}"#, #"{"name":1}"#, #"{"name":"a","mode":-1}"#,
            #"{"name":"a","mode":4294967296}"#, #"{"name":"a","size":1.5}"#, #"{"name":"a","subtree":"12"}"#,
            #"{"name":"a","content":["zz"]}"#, #"{"name":"a","content":{}}"#, #"{"name":"a","mtime":"now"}"#, "[]", "1",
            "null",
        ]
    )
    func refusesWrongNodes(node: String) {
        let error = #expect(throws: DRError.self) { try Self.decode("{\"nodes\":[\(node)]}") }
        #expect(error?.code == .integrity)
    }

    @Test(
        .tags(.small),
        arguments: ["", "[]", "null", "{\"nodes\":[]", "{\"nodes\":[]}x", #"{"nodes":[],"nodes":[]}"#]
    )
    func refusesWhatIsNotATree(text: String) {
        #expect(throws: DRError.self) { try Self.decode(text) }
    }

    @Test(.tags(.small))
    func refusesEveryTruncation() throws {
        var random = SeededGenerator(seed: 7)
        let text = try Self.encode([Self.randomNode([0x61], &random), Self.randomNode([0xff], &random)])
        // Only the final newline can be missing.
        for count in 0..<text.count - 1 {
            #expect(throws: DRError.self) { try Self.decode(Array(text[..<count])) }
        }
    }

    @Test(.tags(.small))
    func stopsWhenTheCallerThrows() throws {
        let text = try Self.encode([Self.named("a"), Self.named("b")])
        var seen = 0
        #expect(throws: DRError.self) {
            try text.withUnsafeBytes { bytes in
                try TreeDecoder.forEach(in: bytes) { _ in
                    seen += 1
                    throw DRError(.interrupted, "stop")
                }
            }
        }
        #expect(seen == 1)
    }
}
