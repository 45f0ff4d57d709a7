/// The value of a key of an action.
package enum ArgumentValue: Hashable, Sendable {
    case text(Template)
    case texts([Template])
    case duration(Duration)
    case integer(Int)
    case boolean(Bool)
    case word(String)
    /// A service, which must be of one of these kinds, and where it is named.
    case service(String, kinds: [ServiceKind], ValueOrigin)
    /// A plan, and where it is named.
    case plan(String, ValueOrigin)

    /// The templates in it.
    var templates: [Template] {
        switch self {
        case .text(let template): [template]
        case .texts(let templates): templates
        default: []
        }
    }
}
