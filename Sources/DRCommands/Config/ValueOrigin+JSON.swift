import DRPolicy
import DRRepository

extension ValueOrigin {
    /// Writes the place: `file`, `line` and `column`, or the name of a `variable`; nothing for what is built in.
    func write(to json: inout JSONWriter) {
        switch self {
        case .file(let position):
            json.key("file")
            json.string(position.file)
            json.key("line")
            json.number(position.line)
            json.key("column")
            json.number(position.column)
        case .variable(let name):
            json.key("variable")
            json.string(name)
        case .builtIn: break
        }
    }

    /// `base.yml:3`, the name of a variable, or `default`.
    var line: String {
        if case .file(let position) = self { "\(position.file):\(position.line)" } else { description }
    }
}
