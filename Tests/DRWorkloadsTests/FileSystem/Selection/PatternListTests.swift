import DRTestSupport
import Testing

@testable import DRWorkloads

struct PatternListTests {
    /// A tree that was backed up with restic 0.14 (`backup --dry-run -vv`) to learn the rows below.
    static let tree = [
        "[k]", "a.c", "a.c/in.go", "b*c", "bxc", "deep", "deep/k.C", "deep/x", "deep/x/y", "deep/x/y/z",
        "deep/x/y/z/q.c",
        "foo", "foo/bar", "foo/bar/baz", "foo/bar/baz/f.c", "foo/bar/g.c", "foo/h.go", "other", "other/foo",
        "other/foo/i.c",
        "sp", "sp/!n", "sp/n", "é.txt",
    ]

    struct Row: Sendable, CustomTestStringConvertible {
        var patterns: [String]
        var dropped: [String]
        var ignoringCase = false

        var testDescription: String { patterns.joined(separator: " ") }
    }

    static let foo = ["foo", "foo/bar", "foo/bar/baz", "foo/bar/baz/f.c", "foo/bar/g.c", "foo/h.go"]
    static let bothFoo = foo + ["other/foo", "other/foo/i.c"]
    static let inC = ["a.c", "a.c/in.go", "deep/x/y/z/q.c", "foo/bar/baz/f.c", "foo/bar/g.c", "other/foo/i.c"]

    static let rows: [Row] = [
        Row(patterns: ["*.c"], dropped: inC),
        Row(patterns: ["**/*.c"], dropped: inC),
        Row(patterns: ["foo"], dropped: bothFoo),
        Row(patterns: ["foo/"], dropped: bothFoo),
        Row(patterns: ["./foo"], dropped: bothFoo),
        Row(patterns: ["a/../foo"], dropped: bothFoo),
        Row(patterns: ["foo/**"], dropped: bothFoo),
        Row(patterns: ["foo/bar"], dropped: ["foo/bar", "foo/bar/baz", "foo/bar/baz/f.c", "foo/bar/g.c"]),
        Row(patterns: ["/src/t/foo"], dropped: foo),
        Row(patterns: ["/foo"], dropped: []),
        Row(patterns: ["/"], dropped: tree),
        Row(patterns: [""], dropped: []),
        Row(patterns: ["x/**/z"], dropped: ["deep/x/y/z", "deep/x/y/z/q.c"]),
        Row(patterns: ["*", "!foo"], dropped: tree.filter { !bothFoo.contains($0) }),
        Row(patterns: ["!foo"], dropped: []),
        Row(patterns: ["*.c", "!foo/bar"], dropped: ["a.c", "a.c/in.go", "deep/x/y/z/q.c", "other/foo/i.c"]),
        Row(
            patterns: ["*.c", "!i.c", "other"],
            dropped: inC.filter { $0 != "other/foo/i.c" } + ["other", "other/foo", "other/foo/i.c"]
        ),
        Row(patterns: ["?.txt"], dropped: ["é.txt"]),
        Row(patterns: ["b[*]c"], dropped: ["b*c"]),
        Row(patterns: ["b\\*c"], dropped: ["b*c"]),
        Row(patterns: ["b*c"], dropped: ["b*c", "bxc"]),
        Row(patterns: ["[a-h].*"], dropped: ["a.c", "a.c/in.go", "foo/bar/baz/f.c", "foo/bar/g.c", "foo/h.go"]),
        Row(patterns: ["[^a-g].*"], dropped: ["deep/k.C", "deep/x/y/z/q.c", "foo/h.go", "other/foo/i.c", "é.txt"]),
        Row(patterns: ["[k]"], dropped: []),
        Row(patterns: ["\\[k\\]"], dropped: ["[k]"]),
        Row(patterns: ["\\!n"], dropped: ["sp/!n"]),
        Row(patterns: ["/**/bar"], dropped: ["foo/bar", "foo/bar/baz", "foo/bar/baz/f.c", "foo/bar/g.c"]),
        Row(patterns: ["t/*/foo"], dropped: ["other/foo", "other/foo/i.c"]),
        Row(patterns: ["deep/**/q.c"], dropped: ["deep/x/y/z/q.c"]),
        Row(patterns: ["/src/**/y/**"], dropped: ["deep/x/y", "deep/x/y/z", "deep/x/y/z/q.c"]),
        Row(patterns: ["*.C"], dropped: ["deep/k.C"]),
        Row(patterns: ["*.c"], dropped: inC + ["deep/k.C"], ignoringCase: true),
        Row(patterns: ["*.C"], dropped: inC + ["deep/k.C"], ignoringCase: true),
        Row(patterns: ["É*"], dropped: ["é.txt"], ignoringCase: true),
    ]

    @Test(.tags(.small), arguments: rows)
    func dropsWhatResticDrops(row: Row) throws {
        let list = try PatternList(row.patterns.map { Array($0.utf8) }, ignoringCase: row.ignoringCase)
        let dropped = Self.tree.filter { name in Array("/src/t/\(name)".utf8).withUnsafeBytes { list.matches($0) } }
        #expect(Set(dropped) == Set(row.dropped))
    }

    @Test(.tags(.small), arguments: ["[", "[k", "[]", "[a-", "x\\", "a/[z-/b", "!"])
    func refusesMalformedPatterns(pattern: String) {
        #expect(throws: (any Error).self) { try PatternList([Array(pattern.utf8)]) }
    }

    @Test(.tags(.small))
    func matchesNamesThatAreNotUTF8() throws {
        let list = try PatternList([[0xFF, UInt8(ascii: "?"), UInt8(ascii: "*")], Array("[^a]b".utf8)])
        func matches(_ name: [UInt8]) -> Bool { (Array("/d/".utf8) + name).withUnsafeBytes { list.matches($0) } }
        #expect(matches([0xFF, 0xFE]))
        #expect(matches([0xFF, 0xC3, 0xA9, 0x80]))
        #expect(!matches([0xFF]))
        #expect(matches([0x80, UInt8(ascii: "b")]))
        #expect(!matches(Array("ab".utf8)))
    }

    @Test(
        .tags(.small),
        arguments: [
            ("/a/b/c", "/a", false, true), ("/a/b/c", "/x", false, false), ("/a/b/c", "/a/b/c", true, true),
            ("/a/b/c", "/a/b/c/d", true, true), ("/a/b/c", "/a/b/x", false, false), ("c", "/x/y", false, true),
            ("/a/**/c", "/a/b/b/b", false, true), ("/a/**/c", "/b", false, false), ("/*/b", "/x", false, true),
        ]
    )
    func knowsWhereMatchesMayLie(pattern: String, path: String, matches: Bool, below: Bool) throws {
        let list = try PatternList([Array(pattern.utf8)])
        let verdict = Array(path.utf8).withUnsafeBytes { list.matchesDirectory($0) }
        #expect(verdict.matches == matches)
        #expect(verdict.mayMatchBelow == below)
    }

    @Test(.tags(.small))
    func readsPatternFiles() {
        let text = """
            \u{FEFF}# a comment
              *.o\t

            $HOME/x ${A}b $$c ${} $-z a$
              #also
            $NONE/y\r
            """
        let patterns = PatternFile.patterns(Array(text.utf8)) { name in
            switch name {
            case "HOME": Array("/home/user".utf8)
            case "A": Array("aa".utf8)
            default: nil
            }
        }
        #expect(patterns.map { String(decoding: $0, as: UTF8.self) } == ["*.o", "/home/user/x aab $c  z a$", "/y"])
    }
}
