import CLinux
import DRCore
import DROperations

/// What `dr setup` proposes on this machine.
struct SetupDefaults {
    /// Whether this is root, who keeps everything where programs of the system do.
    private let isRoot = geteuid() == 0
    private let home = Environment.value("HOME") ?? "."

    /// The folder of the configuration: one that is found, else where one belongs.
    var folder: String {
        if FileBytes.isDirectory("config"), Setup.isConfigured("config") { return "config" }
        return isRoot ? "/etc/dr" : home + "/.config/dr"
    }

    /// Where the repository goes.
    var repository: String { isRoot ? "/var/backups/dr" : home + "/backups" }

    /// Where the catalog goes.
    var stateDirectory: String { isRoot ? "/var/lib/dr" : home + "/.local/state/dr" }

    /// What is worth a backup on most machines.
    var paths: [String] {
        (isRoot ? ["/etc", "/home", "/root", "/srv", "/var/www"] : [home]).filter { path in
            FileBytes.isDirectory(path) && (try? FileBytes.names(in: path))?.isEmpty == false
        }
    }

    /// The zone of this machine by its name, else UTC.
    var timezone: String {
        var link = [CChar](repeating: 0, count: 4096)
        let count = readlink("/etc/localtime", &link, link.count - 1)
        let target = String(decoding: link.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let zone = target.firstRange(of: "/zoneinfo/").map { String(target[$0.upperBound...]) } ?? ""
        return zone.isEmpty ? "UTC" : zone
    }

    /// A path from the root, whatever the working directory is.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        var space = [CChar](repeating: 0, count: 4096)
        guard getcwd(&space, space.count) != nil else { return path }
        let folder = String(decoding: space.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (folder == "/" ? "" : folder) + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }
}
