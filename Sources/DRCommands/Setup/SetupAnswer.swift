import CLinux
import DRCore
import DRPolicy
import DRStorage

/// Reads single answers of a setup.
enum SetupAnswer {
    /// Something to back up, which must be there.
    static func source(_ text: String) throws -> String {
        let path = SetupDefaults.absolute(text)
        guard access(path, F_OK) == 0 else {
            throw DRError(.usage, "there is no such file or directory: \(text)", hint: "name what is there")
        }
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Where the repository goes; a path becomes one from the root.
    static func place(_ text: String) throws -> String {
        let location = try Location(text)
        return location.path == text ? SetupDefaults.absolute(text) : text
    }

    /// A name of an environment or a plan.
    static func name(_ text: String) throws -> String {
        guard DeclaredName.isValid(text), text != "base" else {
            throw DRError(.usage, "not a name: \(text)", hint: DeclaredName.rule)
        }
        return text
    }

    /// A calendar rule; nil for `none`.
    static func rule(_ text: String) throws -> String? {
        guard text != "none" else { return nil }
        _ = try CalendarRule(parsing: text)
        return text
    }
}
