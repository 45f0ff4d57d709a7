import DRCore
import DRPolicy
import DRTestSupport
import Testing

@Suite("Bad scenarios", .tags(.small))
struct BadScenarioTests {
    @Test("what they begin from is good")
    func good() { #expect(SmallScenario.problems().isEmpty) }

    @Test(
        "are refused with the place and what is allowed",
        arguments: [
            (
                "process.kill:", "process.kil:", "x.yml:10:7: unknown key \"process.kil\"",
                "did you mean \"process.kill\"?"
            ),
            ("process.kill: {service: app}", "wait: {for: 1s, wait: 2s}", "x.yml:10:23: unknown key \"wait\"", "for"),
            ("process.kill: {service: app}", "process.kill: {}", "x.yml:10:21: \"service\" is missing", "a service"),
            (
                "      reverse: {process.start: {service: app}}\n", "",
                "x.yml:9:7: \"break\" changes something, and nothing undoes it", "reverse: with an action"
            ),
            ("rto: 1m", "rto: 1m, rpo: 5m", "an RPO (5m) that nothing measures", "sentinels"),
            ("name: mended", "name: mend", "two steps are called \"mend\"", "another name"),
            (
                "process.running: {service: app}", "process.stop: {service: app}",
                "validation only looks, but process.stop does more", "process.running"
            ),
            (
                "tcp.open: {address: \"127.0.0.1:80\"}", "tcp.open: {address: \"${services.app.http.ulr}\"}",
                "a service has no key \"http.ulr\"", "did you mean \"url\"?"
            ),
            (
                "tcp.open: {address: \"127.0.0.1:80\"}", "tcp.open: {address: \"${service.app}\"}",
                "\"${service.app}\" is not something to fill in", "${services.NAME.KEY}"
            ),
            (
                "tcp.open: {address: \"127.0.0.1:80\"}",
                "tcp.open: {address: \"${services.db.postgresql.password}\"}",
                "${services.db.postgresql.password} is a secret", "may be shown"
            ),
            (
                "tcp.open: {address: \"127.0.0.1:80\"}", "tcp.open: {address: \"${steps.mend.output}\"}",
                "no step \"mend\" runs before this", "no step runs before it"
            ),
            (
                "tcp.open: {address: \"127.0.0.1:80\"}", "tcp.open: {address: \"${sentinel.writer}\"}",
                "has a value only in sentinels", "other values"
            ),
            (
                "- name: mended", "- name: mended\n    needs: [mendd]",
                "there is no step \"mendd\"", "did you mean \"mend\"?"
            ),
            (
                "- name: mend\n", "- name: mend\n    needs: [mended]\n",
                "the step \"mended\" does not run before \"mend\"", "break, broken, well"
            ),
            ("rto: 1m", "rto: 1 minute", "\"1 minute\" is not allowed", "a time from 1s to 31d"),
            (
                "reverse: {none: it runs at the end}", "reverse: {none: no, wait: {for: 1s}}",
                "none and wait are set together", "exactly one of none"
            ),
            (
                "    process.running: {service: app}\n",
                "    process.running: {service: app}\n    reverse: {wait: {for: 1s}}\n",
                "\"mended\" changes nothing, so nothing undoes it", "no reverse"
            ),
        ]
    )
    func refused(old: String, new: String, what: String, hint: String) {
        let problems = SmallScenario.problems(replacing: old, with: new)
        let isFound = problems.contains { $0.contains(what) && $0.contains(hint) }
        #expect(isFound, "\(problems)")
    }

    @Test("all that is wrong is told at once")
    func all() {
        let text =
            "titel: x\nservice: app\nobjectives: {rto: soon}\nsteady_state: []\nfault: {do: [], took_effect: 1}\n"
        let error = #expect(throws: DRError.self) {
            try Scenario.parse(ConfigurationText(name: "x.yml", text), name: "x")
        }
        #expect(error?.code == .configurationInvalid)
        #expect((error?.configurationProblems.count ?? 0) >= 7)
    }

    @Test("steps of a group that wait for each other are refused")
    func circle() {
        let group = """
              - name: together
                parallel:
                  - {name: one, needs: [two], wait: {for: 1s}}
                  - {name: two, needs: [three], wait: {for: 1s}}
                  - {name: three, needs: [one], wait: {for: 1s}}
                  - {name: four, wait: {for: 1s}}

            """
        let problems = SmallScenario.problems(replacing: "validation:\n", with: group + "validation:\n")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("these steps wait for each other: one, two, three") == true)
    }

    @Test("a fault that is undone as a whole needs no other reverse")
    func undo() {
        let problems = SmallScenario.problems(
            replacing: "      reverse: {process.start: {service: app}}\n",
            with: "  undo:\n    - name: unbreak\n      process.start: {service: app}\n"
        )
        #expect(problems.isEmpty)
    }
}
