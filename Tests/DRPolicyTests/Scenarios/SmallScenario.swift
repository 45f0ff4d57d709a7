import DRCore
import DRPolicy

/// The smallest good scenario, for tests that change one thing in it.
enum SmallScenario {
    static let text = """
        title: A fault
        service: app
        objectives: {rto: 1m}
        steady_state:
          - name: well
            tcp.open: {address: "127.0.0.1:80"}
        fault:
          do:
            - name: break
              process.kill: {service: app}
              reverse: {process.start: {service: app}}
          took_effect:
            - name: broken
              tcp.closed: {address: "127.0.0.1:80"}
        recovery:
          - name: mend
            process.start: {service: app}
            reverse: {none: it runs at the end}
        validation:
          - name: mended
            process.running: {service: app}
        cleanup:
          - name: nothing-left
            file.absent: {path: /nonexistent}

        """

    /// What is wrong with the scenario after a piece of it was replaced, or with lines added.
    static func problems(replacing old: String = "", with new: String = "", adding lines: String = "") -> [String] {
        let changed = (old.isEmpty ? text : text.replacing(old, with: new)) + lines
        do {
            _ = try Scenario.parse(ConfigurationText(name: "x.yml", changed), name: "x")
            return []
        } catch let error as DRError {
            return error.configurationProblems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}
