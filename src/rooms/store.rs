use super::access::Access;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, RoomId};

pub(super) async fn access(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Access>> {
    sql!(
        tx,
        optional Access,
        "SELECT r.kind, r.state, r.slow_ms, r.guidelines_version, m.role, m.guidelines_accepted, m.read_up_to, m.last_post_at,
             (r.kind = 'direct' AND EXISTS (
                 SELECT 1 FROM hidden_person h
                 JOIN membership a ON a.room = r.id AND a.account = h.account
                 JOIN membership b ON b.room = r.id AND b.account = h.other
                 WHERE h.kind = 'blocked')) AS blocked
         FROM room r
         LEFT JOIN membership m ON m.room = r.id AND m.account = $2 AND m.left_at IS NULL
         WHERE r.id = $1",
        room,
        account
    )
}
