import Basics
import Identity
import Kernel
import Metadata
import Records
import Tenancy
import Web

// What people settle for themselves, and what administrators settle about everybody's sign-in.
extension APIRoutes {
    static let profile: [APIRoute] = [
        {
            var route = APIRoute(
                "GET", base + "/me/profile", "The caller's own name, language, time zone and second factor.",
                .other(show))
            route.response = .object("Profile")
            return route
        }(),
        {
            var route = APIRoute("PATCH", base + "/me/profile", "Changes them.", .other(change))
            (route.request, route.response) = (.object("Profile"), .object("Profile"))
            return route
        }(),
        {
            var route = APIRoute(
                "PUT", base + "/me/password", "Changes the caller's own password and ends every session.",
                .other(password))
            (route.request, route.response, route.status) = (.object("PasswordChange"), .none, 204)
            return route
        }(),
        {
            var route = APIRoute("GET", base + "/me/sessions", "Where the caller is signed in.", .other(sessions))
            route.response = .object("Sessions")
            return route
        }(),
        {
            var route = APIRoute(
                "DELETE", base + "/me/sessions/{session}", "Ends one of the caller's sessions.", .other(endSession))
            (route.response, route.status) = (.none, 204)
            return route
        }(),
        {
            var route = APIRoute(
                "POST", base + "/me/second-factor", "Begins to set up one-time passwords.", .other(beginFactor))
            route.response = .object("SecondFactorDraft")
            return route
        }(),
        {
            var route = APIRoute(
                "POST", base + "/me/second-factor/confirm", "Switches them on; answers with the recovery codes.",
                .other(confirmFactor))
            (route.request, route.response) = (.object("Code"), .object("RecoveryCodes"))
            return route
        }(),
        {
            var route = APIRoute(
                "POST", base + "/me/second-factor/remove", "Switches them off; the password is asked for.",
                .other(removeFactor))
            (route.request, route.response, route.status) = (.object("Password"), .none, 204)
            return route
        }(),
        {
            var route = APIRoute(
                "DELETE", base + "/people/{person}/second-factor",
                "Takes a person's second factor away; administrators only.", .other(resetFactor))
            (route.response, route.status) = (.none, 204)
            return route
        }(),
        {
            var route = APIRoute(
                "PUT", base + "/sign-in-policy", "What the company asks of everybody's sign-in; administrators only.",
                .other(setPolicy))
            (route.request, route.response) = (.object("SignInPolicy"), .object("Done"))
            return route
        }(),
    ]

    private static func person(_ call: APICall) throws -> (person: EntityID, tenant: Int64) {
        guard call.actor.kind == .user else { throw APIError(403, "auth.person") }
        return (call.actor.id, call.actor.tenant)
    }

    private static func text(_ body: OrderedMap<JSON>, _ name: String) throws -> String {
        guard let text = body[name]?.string else {
            throw APIError(
                400, "request.parameter", ["name": name, "value": body[name]?.kind ?? "null", "expected": "string"])
        }
        return text
    }

    @Sendable private static func show(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let profile = try await gateway.kernel.identity.profile(person: person, tenant: tenant)
        let hasFactor = try await gateway.kernel.identity.hasSecondFactor(person: person, tenant: tenant)
        return .json(
            APIAnswer.json {
                $0.object { out in
                    out.member("name", call.actor.name)
                    out.member("login", profile?.login)
                    out.member("locale", profile?.locale)
                    out.member("time_zone", profile?.zone)
                    out.member("second_factor", hasFactor)
                }
            }.body)
    }

    @Sendable private static func change(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let body = try call.object()
        if let zone = body["time_zone"] {
            try await gateway.kernel.identity.setZone(zone.string, person: person, tenant: tenant)
        }
        let own = OrderedMap(body.filter { $0.0 != "time_zone" }.map { ($0.0, $0.1) })
        try await gateway.kernel.records.write(as: call.actor) { writer in _ = try writer.updateMyself(own) }
        return try await show(call, gateway)
    }

    @Sendable private static func password(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let body = try call.object()
        let token = try await gateway.kernel.identity.changePassword(
            from: try text(body, "old"), to: try text(body, "new"), person: person, tenant: tenant,
            agent: call.request.headers["user-agent"] ?? "", address: call.request.remoteAddress)
        // The browser that asked goes on with a new session.
        return WebResponse(
            status: 204,
            headers: [("set-cookie", "\(SessionCookie.name)=\(token); Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600")]
        )
    }

    @Sendable private static func sessions(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let sessions = try await gateway.kernel.identity.sessions(of: person, tenant: tenant)
        return .json(
            APIAnswer.json {
                $0.object { out in
                    out.key("data")
                    out.array { list in
                        for session in sessions {
                            list.object { item in
                                item.member("id", session.id.text(prefix: "ses"))
                                item.member("agent", session.agent)
                                item.member("address", session.address)
                                item.member("created_at", session.createdAt.rfc3339)
                                item.member("seen_at", session.seenAt.rfc3339)
                            }
                        }
                    }
                }
            }.body)
    }

    @Sendable private static func endSession(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        guard let session = EntityID(text: call.parameter("session"), prefix: "ses"),
            try await gateway.kernel.identity.sessions(of: person, tenant: tenant).contains(where: { $0.id == session })
        else { throw RecordError.notFound(object: "session", id: String(call.parameter("session").prefix(60))) }
        try await gateway.kernel.identity.end(session: session, of: person, tenant: tenant)
        return WebResponse(status: 204)
    }

    @Sendable private static func beginFactor(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let login = try await gateway.kernel.identity.profile(person: person, tenant: tenant)?.login ?? call.actor.name
        let draft = try await gateway.kernel.identity.beginSecondFactor(
            person: person, tenant: tenant, issuer: "Sanbu", account: login)
        return .json(
            APIAnswer.json {
                $0.object { out in
                    out.member("secret", draft.secret)
                    out.member("address", draft.address)
                }
            }.body)
    }

    @Sendable private static func confirmFactor(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        let codes = try await gateway.kernel.identity.confirmSecondFactor(
            try text(try call.object(), "code"), person: person, tenant: tenant)
        return .json(
            APIAnswer.json {
                $0.object { out in
                    out.key("codes")
                    out.array { list in codes.forEach { list.string($0) } }
                }
            }.body)
    }

    @Sendable private static func removeFactor(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let (person, tenant) = try person(call)
        try await gateway.kernel.identity.checkPassword(
            try text(try call.object(), "password"), person: person, tenant: tenant)
        try await gateway.kernel.identity.removeSecondFactor(person: person, tenant: tenant)
        return WebResponse(status: 204)
    }

    @Sendable private static func resetFactor(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let person = try await gateway.kernel.records.read(as: call.actor) { reader in
            let object = try reader.object("core.user")
            let record = try reader.get(object, try reader.id(call.parameter("person"), of: object))
            guard reader.policy.isAdministrator, reader.policy.allowsScope("write") else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
            return record.id
        }
        try await gateway.kernel.identity.removeSecondFactor(person: person, tenant: call.actor.tenant)
        return WebResponse(status: 204)
    }

    @Sendable private static func setPolicy(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        guard let isRequired = try call.object()["second_factor"]?.bool else {
            throw APIError(400, "request.parameter", ["name": "second_factor", "value": "", "expected": "true, false"])
        }
        try await gateway.kernel.records.read(as: call.actor) { reader in
            guard reader.policy.isAdministrator, reader.policy.allowsScope("write") else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
        }
        try await gateway.kernel.identity.setRequiresSecondFactor(isRequired, tenant: call.actor.tenant)
        return .json(Array("{\"done\":true}".utf8))
    }
}
