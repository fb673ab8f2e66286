//! Staff close a room that is overdue (policy 2.4).

use super::policy::Policy;
use super::record::{self, Told};
use super::rules::{self, Step};
use super::store;
use crate::accounts::Caller;
use crate::clock::{Chance, Clock};
use crate::error::{Result, refuse};
use crate::log;
use crate::rooms;
use crate::storage::{self, Tx};
use alongside_protocol::{RefusalCode, RestReason, Role, RoomId};

/// Closes it now, as the clock would: its team is told, and may open it again.
pub async fn close(
    tx: &mut Tx,
    clock: &Clock,
    chance: &Chance,
    policy: &Policy,
    caller: &Caller,
    room: RoomId,
) -> Result<()> {
    if !caller.is(Role::Staff) {
        return refuse(RefusalCode::Forbidden, "Only staff close an overdue room.");
    }
    // Closures are counted under one lock, which comes before those of rooms.
    let before = storage::clock::now(tx, clock).await?;
    store::lock_beat(tx, before).await?;
    log::lock(tx, room.into()).await?;
    let now = storage::clock::now(tx, clock).await?;
    let Some(known) = store::facts(tx, now, room).await? else { return Err(rooms::rules::not_found().into()) };
    if store::beat(tx).await?.is_some_and(|beat| beat.unsteady(now)) {
        return refuse(RefusalCode::Conflict, "The server's clock jumped a moment ago. Wait until it is steady again.");
    }
    if !rules::overdue(&known.facts) {
        return refuse(RefusalCode::Conflict, "This room is not overdue any more. Look at it again.");
    }
    let after = known.facts.after(&policy.duty, Step::Close(RestReason::Overdue), now);
    record::stage(tx, chance, policy, room, after.lapse, Told::default(), now).await?;
    rooms::change_state(tx, now, Some(caller.account), room, after.state, after.rest).await?;
    tracing::info!(%room, by = %caller.account, "closed an overdue room");
    Ok(())
}
