/// Rows in aligned columns, as wide as their content; on a terminal that is too narrow the last column is broken between words.
struct Table {
    /// Where a column's text stands.
    enum Alignment {
        case left
        case right
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[[String]]] = []

    /// Makes a table without rows.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        self.columns = columns
    }

    /// Adds a row: one list of lines for each column.
    mutating func add(_ cells: [[String]]) {
        rows.append(cells)
    }

    /// Adds a row of one line.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map { [$0] })
    }

    /// The lines, titles first.
    var lines: [String] {
        let all = narrowed([columns.map { [$0.title] }] + rows)
        let widths = widths(all)
        return all.flatMap { row in
            (0..<(row.map(\.count).max() ?? 0)).map { line in
                let cells = columns.indices.map { column in
                    pad(row[column].indices.contains(line) ? row[column][line] : "", column, widths[column])
                }
                return trimmed(cells.joined(separator: "  "))
            }
        }
    }

    private func widths(_ all: [[[String]]]) -> [Int] {
        columns.indices.map { column in
            all.reduce(0) { width, row in row[column].reduce(width) { Swift.max($0, Self.width($1)) } }
        }
    }

    private func narrowed(_ all: [[[String]]]) -> [[[String]]] {
        guard let terminal = LineWrap.terminalWidth, let last = columns.indices.last, columns[last].alignment == .left
        else { return all }
        let room = terminal - widths(all).dropLast().reduce(0) { $0 + $1 + 2 }
        return all.map { row in
            var row = row
            row[last] = row[last].flatMap { LineWrap.lines($0, width: max(room, 0)) }
            return row
        }
    }

    private func pad(_ text: String, _ column: Int, _ width: Int) -> String {
        let space = String(repeating: " ", count: width - Self.width(text))
        return columns[column].alignment == .left ? text + space : space + text
    }

    private static func width(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.unicodeScalars.count
    }

    private func trimmed(_ line: String) -> String {
        guard let end = line.utf8.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return "" }
        return String(line[..<line.utf8.index(after: end)])
    }
}
