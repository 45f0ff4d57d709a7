import DRCore
import DRPolicy
import DRWorkloads

/// Keeps a cluster from taking another write, and proves it.
struct ClusterFence {
    let place: ClusterPlace

    /// Stops the server, makes it a standby should anybody start it, and tries to write on all ways.
    ///
    /// - Parameter gracefully: whether the server may send what it wrote to its standby first.
    /// - Returns: what was tried, as a sentence.
    /// - Throws: `DRError` when it still takes writes, or cannot be stopped.
    func raise(gracefully: Bool, _ context: ActionContext) throws -> String {
        let server = try place.server()
        // Before the stop, so that no restart in between makes it a second primary.
        try server.write("standby.signal", [])
        try server.stop(gracefully: gracefully, context)
        return try prove(context)
    }

    /// Lets the cluster take writes again, unless another one does.
    ///
    /// - Throws: `DRError` when the other one cannot be asked: two primaries would be worse than none.
    func lift(unless other: ClusterPlace, _ context: ActionContext) throws -> ActionOutcome {
        if try other.connect(context).takesWrites() {
            return ActionOutcome("\(other.name) took its place", output: "superseded")
        }
        let server = try place.server()
        if try server.process() != nil, try place.connect(context).takesWrites() {
            return ActionOutcome("takes writes", output: "resumed")
        }
        try server.stop(gracefully: true, context)
        try server.remove("standby.signal")
        try server.start(context)
        guard try context.wait({ try place.connect(context).takesWrites() }) else {
            throw DRError(.failed, "the cluster runs and takes no writes", object: place.name)
        }
        return ActionOutcome("takes writes again", output: "resumed")
    }

    /// Tries to write as a client and on the machine itself.
    ///
    /// - Throws: `DRError` when a write is taken, or a server still runs.
    func prove(_ context: ActionContext) throws -> String {
        let server = try place.server()
        if let process = try server.process() {
            throw DRError(.failed, "the server still runs as process \(process)", object: place.name)
        }
        guard try server.read("standby.signal") != nil else {
            throw DRError(.failed, "the server would start as a primary", object: server.data)
        }
        let answer: String
        do {
            let connection = try place.connectOverNetwork(context, patience: 500_000_000)
            guard try !connection.takesWrites() else {
                throw DRError(.failed, "the cluster still takes writes", object: place.name)
            }
            answer = "a standby answers there"
        } catch let error as DRError where error.code == .storageUnreachable || error.code == .tryLater {
            answer = "no connection"
        }
        return "no server runs in \(server.data), and a write over the network fails: \(answer)"
    }
}
