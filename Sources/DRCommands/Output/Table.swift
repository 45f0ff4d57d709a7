/// Rows in aligned columns, as wide as their content.
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
        let all = [columns.map { [$0.title] }] + rows
        let widths = columns.indices.map { column in
            all.lazy.flatMap { $0[column] }.map(\.unicodeScalars.count).max() ?? 0
        }
        return all.flatMap { row in
            (0..<(row.map(\.count).max() ?? 0)).map { line in
                let cells = columns.indices.map { column in
                    pad(row[column].indices.contains(line) ? row[column][line] : "", column, widths[column])
                }
                return trimmed(cells.joined(separator: "  "))
            }
        }
    }

    private func pad(_ text: String, _ column: Int, _ width: Int) -> String {
        let space = String(repeating: " ", count: width - text.unicodeScalars.count)
        return columns[column].alignment == .left ? text + space : space + text
    }

    private func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
