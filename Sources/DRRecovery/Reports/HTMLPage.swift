/// A page of HTML that needs nothing else: no script, no font, no address.
struct HTMLPage {
    /// The title of the window, not escaped.
    var title: String
    /// What stands above the tables, as HTML.
    var header: String
    /// The sections in their order, as HTML.
    var sections: [String]

    /// The page.
    var text: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(Markup.escape(title))</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <header>
        \(header)
        </header>
        \(sections.joined(separator: "\n"))
        </body>
        </html>

        """
    }

    /// A table under its title.
    static func section(_ table: ReportTables.Table) -> String {
        let head = "<section><h2>\(table.title)</h2>"
        guard !table.rows.isEmpty else { return head + "<p>\(table.empty)</p></section>" }
        let columns = table.columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let rows = table.rows.map { row in
            // On a narrow screen each cell stands on a line of its own, after the name of its column.
            "<tr>"
                + zip(table.columns, row).map { column, cell in
                    "<td data-name=\"\(column)\"\(mark(cell))>\(Markup.escape(cell))</td>"
                }.joined() + "</tr>"
        }
        let sort = table.columns.count == 2 ? " class=\"pairs\"" : ""
        return head
            + "<table\(sort)><thead><tr>\(columns)</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table></section>"
    }

    /// Cells that are short stay on one line, so that the long ones of a row get the room.
    private static func mark(_ cell: String) -> String {
        let tone =
            switch cell {
            case "MET", "PASS": "good"
            case "MISSED", "FAIL", "failed", "NO", "critical", "overdue": "bad"
            case "NOT_MEASURED", "INCONCLUSIVE", "high": "open"
            default: ""
            }
        let length = cell.count <= 20 ? "short" : cell.count > 60 ? "long" : ""
        let classes = [tone, length].filter { !$0.isEmpty }
        return classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    }

    private static let style = """
        :root { --ink: #1b1f24; --paper: #fff; --line: #d5dae0; --soft: #f3f5f7; --good: #11663a; --bad: #a31621;
          --open: #7a4d00; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #14171a; --line: #3a4048; --soft: #1e2328;
          --good: #6fd39b; --bad: #ff8f8f; --open: #f2bf5e; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 1.8rem; line-height: 1.2; }
        h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
        .verdict { display: inline-block; margin: .6rem 0; padding: .2rem .8rem; border: 2px solid; border-radius: .4rem;
          font-weight: 700; }
        .PASS, .good { color: var(--good); } .FAIL, .bad { color: var(--bad); }
        .NOT_MEASURED, .INCONCLUSIVE, .open { color: var(--open); }
        .good, .bad, .open { font-weight: 600; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
          overflow-wrap: anywhere; }
        th { background: var(--soft); overflow-wrap: normal; }
        .short { white-space: nowrap; }
        figure { margin: 1.5rem 0; } figure > svg { width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 15px system-ui, sans-serif; } svg line { stroke: var(--ink); stroke-width: 1.5; }
        svg .in { text-anchor: middle; }
        .p0 { fill: #e8a0a0; } .p1 { fill: #f0c987; } .p2 { fill: #c9b6ea; } .p3 { fill: #9cc3ec; } .p4 { fill: #9bd8cf; }
        .p5 { fill: #a9d99a; }
        @media (prefers-color-scheme: dark) { .p0 { fill: #8d3b3b; } .p1 { fill: #8a6420; } .p2 { fill: #5f4a92; }
          .p3 { fill: #2f5f92; } .p4 { fill: #226b62; } .p5 { fill: #3d7030; } }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .5rem 0; padding: 0; list-style: none; }
        .legend svg { width: .8em; height: .8em; margin-right: .4em; }
        @media (max-width: 40rem) {
          body { padding: 1rem; } svg .in { display: none; } svg text { font-size: 30px; }
          thead { position: absolute; clip-path: inset(50%); }
          tr { display: block; padding: .5rem 0; border-bottom: 2px solid var(--line); }
          .short { white-space: normal; }
          td { display: flex; gap: 1rem; justify-content: space-between; border: 0; padding: .1rem 0; text-align: right; }
          td::before { content: attr(data-name); flex: 0 0 40%; color: var(--ink); font-weight: 400; text-align: left; opacity: .75; }
          .long, .long::before { display: block; text-align: left; }
          .pairs tr { display: flex; gap: 1rem; justify-content: space-between; padding: .2rem 0; border-bottom-width: 1px; }
          .pairs td { display: block; } .pairs td:first-child { flex: none; max-width: 60%; text-align: left; } .pairs td::before { content: none; }
        }
        @media print { :root { --ink: #1b1f24; --paper: #fff; --line: #d5dae0; --soft: #f3f5f7; --good: #11663a; --bad: #a31621;
            --open: #7a4d00; }
          .p0 { fill: #e8a0a0; } .p1 { fill: #f0c987; } .p2 { fill: #c9b6ea; } .p3 { fill: #9cc3ec; } .p4 { fill: #9bd8cf; }
          .p5 { fill: #a9d99a; }
          body { max-width: none; padding: 0; font-size: 11px; print-color-adjust: exact; } h1 { font-size: 1.5rem; }
          h2 { break-after: avoid; font-size: 1rem; } section, figure, tr { break-inside: avoid; }
          section:has(tr:nth-child(20)) { break-inside: auto; } }
        @page { size: A4; margin: 14mm; }
        """
}
