/// Lays one file over another.
enum LayerMerge {
    /// The base with the layer over it.
    ///
    /// Maps merge, all else is replaced, and a key with `null` takes away what the base sets. What says where a secret
    /// lies is replaced as a whole.
    static func merge(
        _ base: ConfigurationValue,
        _ layer: ConfigurationValue,
        shape: ValueShape?
    ) -> ConfigurationValue {
        guard let below = base.entries, let above = layer.entries, shape?.isAtomic != true else { return layer }
        var merged = below
        for entry in above {
            guard let index = merged.firstIndex(where: { $0.key == entry.key }) else {
                merged.append(entry)
                continue
            }
            if entry.value.isNull {
                merged.remove(at: index)
            } else {
                merged[index].keyOrigin = entry.keyOrigin
                merged[index].value = merge(merged[index].value, entry.value, shape: shape?[entry.key])
            }
        }
        return ConfigurationValue(content: .map(merged), origin: layer.origin)
    }
}
