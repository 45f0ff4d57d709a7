import CLinux
import DRCore

/// The page of a report as PDF, printed by a browser of this machine.
package enum PDFReport {
    private static let browsers = ["chromium", "chromium-browser", "google-chrome"]

    /// Prints a page.
    ///
    /// - Parameter page: the path of the HTML file; it loads nothing else.
    /// - Throws: `DRError` when no browser is installed, or it fails.
    package static func render(_ page: String, _ cancellation: Cancellation) throws -> [UInt8] {
        guard let browser = browsers.first(where: isInstalled) else {
            throw DRError(
                .failed,
                "a report becomes PDF by Chromium, which is not installed",
                object: browsers.joined(separator: ", "),
                hint: "apt-get install chromium, or print the HTML"
            )
        }
        let folder = page.lastIndex(of: "/").map { String(page[..<$0]) } ?? "."
        let scratch = folder + "/.browser-\(getpid())"
        let clock = SystemDrillClock()
        let context = ActionContext(
            directory: folder,
            drill: "",
            clock: clock,
            cancellation: cancellation,
            deadline: clock.monotonic + 60_000_000_000
        )
        guard mkdir(scratch, 0o700) == 0 else { throw DRError.system("make", scratch, errno: clinux_errno()) }
        let words = [
            browser, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=" + scratch,
            "--print-to-pdf=" + scratch + "/report.pdf", "file://" + page,
        ]
        // As root there is no sandbox to be had; the page is our own and loads nothing.
        let run = Result { try CommandRun.run(words + (geteuid() == 0 ? ["--no-sandbox"] : []), context) }
        let bytes = try FileBytes.read(scratch + "/report.pdf", limit: 64 << 20)
        try FileTree.remove(scratch)
        guard try run.get().status == 0, let bytes else {
            throw DRError(.failed, "the browser printed nothing", object: browser)
        }
        return bytes
    }

    /// Prints a page that lies nowhere yet.
    ///
    /// - Parameter folder: where it may lie for a moment; made when it is not there.
    /// - Throws: as `render`, and when it cannot be written.
    package static func render(html: String, in folder: String, _ cancellation: Cancellation) throws -> [UInt8] {
        let page = folder + "/.page-\(getpid()).html"
        try FileTree.makeParent(of: page)
        try FileBytes.replace(page, with: Array(html.utf8), mode: 0o600)
        defer { unlink(page) }
        return try render(page, cancellation)
    }

    private static func isInstalled(_ program: String) -> Bool {
        do { try CommandRun.find(program) } catch { return false }
        return true
    }
}
