extension StringProtocol {
    /// The text without the white space at its ends.
    var trimmed: Substring {
        var rest = Substring(self).drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
