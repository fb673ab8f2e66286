//! What a server says of itself and of its neighbours, and how its first account is made.

use super::*;

text_enum! {
    /// The way to other nodes.
    BusState {
        /// There are none.
        Alone = "alone",
        /// What happens on one node is heard on the others.
        Works = "works",
        /// Redis is away: nodes look into the database for news, and everything comes a little later.
        Degraded = "degraded",
    }
}

text_enum! {
    /// Where everything is kept.
    DatabaseEngine {
        /// A file of the server's own.
        Sqlite = "sqlite",
        /// A Postgres.
        Postgres = "postgres",
    }
}

body! {
    /// `GET /server`: what a page needs before anybody signs in.
    struct ServerInfo {
        /// Of this community, as its staff chose it.
        name: String,
        /// Of the software.
        version: String,
        /// No staff account exists yet; the setup link was printed at the start.
        setup_needed: bool,
        /// One-press demo accounts are offered.
        demo: Vec<DemoPersona>,
        /// Password reset by mail works.
        mail: bool,
        /// Anybody may create an account.
        sign_up: bool,
    }

    /// `GET /server/state`, for staff: how the installation is, as the node that answers sees it.
    struct ServerState {
        /// The node that answers.
        node: NodeId,
        /// By the server.
        server_time: Timestamp,
        /// What `ok` to a send promises here.
        acknowledgement: Acknowledgement,
        /// The way to other nodes.
        bus: BusState,
        /// Where everything is kept.
        database: DatabaseEngine,
        /// Milliseconds that the database took to answer just now.
        #[ts(type = "number")]
        database_ms: u64,
        /// All nodes that were heard in the last 15 minutes; the one that answers comes first.
        nodes: Vec<NodeState>,
    }

    /// One server process.
    struct NodeState {
        /// New with each start.
        node: NodeId,
        /// Of the software.
        version: String,
        /// Open connections of people.
        connections: u32,
        /// Milliseconds since its last beacon; some hundred when all is well. Absent where there are no beacons: one
        /// node alone, or one that has not heard itself yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "number", optional)]
        heard_ms_ago: Option<u64>,
    }

    /// A demo account: `POST /demo/sessions` with its key signs in.
    struct DemoPersona {
        /// Names the persona.
        key: String,
        /// The account's alias.
        alias: String,
        /// What one sees as this person, one sentence.
        about: String,
    }

    /// `POST /demo/sessions`.
    struct DemoSignIn {
        /// Of the persona.
        key: String,
    }

    /// `POST /setup`: the first staff account, with the one-time token of the printed link.
    struct Setup {
        /// From the link; works once.
        token: String,
        /// 2 to 24 characters.
        alias: String,
        /// 8 to 256 characters.
        password: String,
        /// Also keep rooms, as a peer supporter.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        supporter: bool,
        /// English when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
    }
}
