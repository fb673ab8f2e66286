//! Roles that will end, for the preview of what will happen to rooms: the rules asked at instants to come.

use super::rules::standing;
use super::standing::store;
use crate::duty::policy::StandingPolicy;
use crate::duty::preview::{Roles, Window};
use crate::duty::rules::ahead::RoleEnd;
use crate::duty::rules::time::BRAKE_WINDOW;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::standing::StandingState;

/// People that are read together.
const PAGE: i64 = 500;

/// What is known of roles for that time, in the order in which a pass looks at people.
pub async fn roles(tx: &mut Tx, policy: &StandingPolicy, window: Window) -> Result<Roles> {
    let Window { now, until } = window;
    let mut ends = Vec::new();
    let mut after = String::new();
    loop {
        let page = store::page(tx, &after, PAGE).await?;
        for known in &page {
            let has = known.has_role || known.facts.state == StandingState::Active;
            let end = standing::ends(policy, &known.facts, now, until).filter(|_| has);
            let role = |(at, state)| RoleEnd { account: known.account, at, state, held_since: None };
            ends.extend(end.map(role));
        }
        match page.last() {
            Some(last) if page.len() == PAGE as usize => after = last.account.to_string(),
            _ => break,
        }
    }
    let ended = store::ended_since(tx, now - BRAKE_WINDOW, now).await?;
    Ok(Roles { ends, ended, supporters: store::active(tx).await? })
}
