import Basics
import Identity
import Kernel
import Records
import Tenancy
import Web

extension APIRoutes {
    static let identity: [APIRoute] = [
        token,
        APIRoute("GET", base + "/me", "Who the caller is and what it may do.", .read { call, reader in
            .json { $0.object { out in
                out.member("kind", call.actor.kind.rawValue)
                out.member("id", call.actor.id.text(prefix: call.actor.kind == .client ? "cli" : "usr"))
                out.member("name", call.actor.name)
                out.key("roles")
                out.array { list in reader.policy.roles.sorted().forEach { list.string($0) } }
                out.member("administrator", reader.policy.isAdministrator)
                if let scopes = call.actor.scopes {
                    out.key("scopes")
                    out.array { list in scopes.sorted().forEach { list.string($0) } }
                }
            } }
        }),
    ]

    /// OAuth 2.1 client credentials: the id and the secret come as basic authentication or in the form.
    static let token: APIRoute = {
        var route = APIRoute("POST", base + "/oauth/token", "An access token for a client's id and secret.", .open { request, gateway in
            let form = request.form()
            guard form["grant_type"] == "client_credentials" else { throw APIError(400, "auth.grant") }
            let basic = request.headers["authorization"].flatMap(BasicCredentials.init)
            let id = basic?.name ?? form["client_id"] ?? ""
            let secret = basic?.password ?? form["client_secret"] ?? ""
            let scopes = form["scope"].map { Set($0.split(separator: " ").map(String.init)) }
            guard let token = try await gateway.kernel.identity.token(client: id, secret: secret, scopes: scopes) else {
                throw APIError(401, "auth.client")
            }
            var response = WebResponse.json(APIAnswer.json { $0.object { out in
                out.member("access_token", token.text)
                out.member("token_type", "Bearer")
                out.member("expires_in", token.seconds)
                out.member("scope", token.scopes.sorted().joined(separator: " "))
            } }.body)
            response.add("cache-control", "no-store")
            return response
        })
        route.response = .object("AccessToken")
        return route
    }()
}

/// HTTP's basic authentication (RFC 7617).
struct BasicCredentials {
    let name: String
    let password: String

    init?(_ header: String) {
        guard header.lowercased().hasPrefix("basic "), let text = Kernel.decodedBase64(String(header.dropFirst(6))),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        name = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }
}
