//! What one connection follows, where it stands in each log, and what to send it next. Knows nothing of sockets.

use crate::accounts::{self, Caller, Token};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::auth;
use crate::hub::{self, Following, Nudges};
use crate::log;
use crate::rooms::{self, Access};
use crate::storage::Tx;
use crate::streams;
use crate::wire::Text;
use alongside_protocol::client::Hello;
use alongside_protocol::limits::{PING_INTERVAL_MS, REPLAY_EVENTS, SUBSCRIPTIONS};
use alongside_protocol::server::{Resync, ResyncReason, Snapshot, StreamVerdict, Welcome, WelcomeLimits};
use alongside_protocol::{
    Account, AccountId, OkResult, Position, Refusal, RefusalCode, Room, RoomId, Seq, ServerFrame, StreamId, close,
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// The connection is over, with this close code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over(pub u16);

pub struct Session {
    pub(super) app: App,
    pub caller: Caller,
    pub link: Arc<hub::Connection>,
    pub(super) follows: HashMap<StreamId, Follow>,
    /// Streams with something to look at, oldest news first.
    pub(super) todo: VecDeque<StreamId>,
    pub(super) blocked: HashSet<AccountId>,
    /// Frames of this turn.
    pub out: Vec<Text>,
    pub(super) out_bytes: usize,
    /// Some stream has become up to date.
    pub(super) lendable: bool,
    pings: u64,
}

/// A stream that a client names, and where it stands.
struct Wanted {
    stream: StreamId,
    position: Option<Position>,
    quiet: bool,
}

pub struct Follow {
    pub(super) following: Following,
    /// Where it stands, unless that is lent.
    pub(super) cursor: Seq,
    pub(super) quiet: bool,
    pub(super) moderator: bool,
    pub(super) is_room: bool,
    pub(super) here_seen: u64,
    pub(super) writing_seen: u64,
    /// A snapshot is due before anything else of this stream, and why.
    pub(super) resync: Option<ResyncReason>,
    /// Everything in it has been read, and may be handed to rounds.
    pub(super) level: bool,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.app.hub.disconnect(&self.link);
    }
}

impl Session {
    /// Welcomes somebody: their own account's log and the streams that they resume.
    pub async fn open(app: App, caller: Caller, hello: &Hello) -> Result<Self> {
        let link = app.hub.connect(caller.account, caller.session);
        let mut session = Self {
            app,
            caller,
            link,
            follows: HashMap::new(),
            todo: VecDeque::new(),
            blocked: HashSet::new(),
            out: Vec::new(),
            out_bytes: 0,
            lendable: false,
            pings: 0,
        };
        let wanted = session.wanted(hello);
        let heard = session.hear(&wanted);
        let mut tx = session.app.db.read().await?;
        // What changed since the look at the cookie or token was told to nobody; from here on this connection is told.
        let now = session.app.clock.now();
        session.caller = accounts::sessions::current(&mut tx, now, session.caller.session).await?;
        session.blocked = blocked(&mut tx, session.caller.account).await?;
        let verdicts = session.follow(&mut tx, wanted, heard).await?;
        let account = accounts::load(&mut tx, session.caller.account).await?;
        drop(tx);
        let welcome = session.welcome(account, verdicts);
        session.push(&ServerFrame::Welcome(Box::new(welcome)));
        Ok(session)
    }

    /// What hello names, each stream once, and always their own account's.
    fn wanted(&self, hello: &Hello) -> Vec<Wanted> {
        let own = StreamId::from(self.caller.account);
        let mut named = HashSet::new();
        let resumed = hello.resume.iter().map(|resume| Wanted {
            stream: resume.stream,
            position: resume.position,
            quiet: resume.quiet,
        });
        let implied = Wanted { stream: own, position: None, quiet: false };
        resumed.chain([implied]).filter(|wanted| named.insert(wanted.stream)).collect()
    }

    fn welcome(&self, account: Account, streams: Vec<StreamVerdict>) -> Welcome {
        Welcome {
            account,
            session: self.caller.session,
            node: self.app.node,
            epoch: self.app.epoch,
            server_time: self.app.clock.now(),
            server_version: env!("CARGO_PKG_VERSION").to_owned(),
            acknowledgement: self.app.acknowledgement(),
            degraded: self.app.bus.degraded(),
            ping_interval_ms: PING_INTERVAL_MS,
            limits: WelcomeLimits::default(),
            streams,
        }
    }

    /// What is shown of the rooms has changed for this person: each begins anew.
    fn begin_rooms_anew(&mut self) {
        for follow in self.follows.values_mut().filter(|follow| follow.is_room) {
            follow.resync.get_or_insert(ResyncReason::AccessChanged);
            follow.following.look_again();
        }
    }

    /// Queues a frame for this turn.
    pub fn push(&mut self, frame: &ServerFrame) {
        let text = Text::from(frame);
        self.out_bytes += text.len();
        self.out.push(text);
    }

    /// Takes the turn's frames.
    pub fn take_out(&mut self) -> Vec<Text> {
        self.out_bytes = 0;
        std::mem::take(&mut self.out)
    }

    /// Answers a subscription; a resync frame, if there is one, follows when there is room for it.
    pub async fn subscribe(&mut self, stream: StreamId, position: Option<Position>, quiet: bool) -> Result<OkResult> {
        let wanted = vec![Wanted { stream, position, quiet }];
        let heard = self.hear(&wanted);
        let mut tx = self.app.db.read().await?;
        match self.follow(&mut tx, wanted, heard).await?.pop() {
            Some(StreamVerdict::Refused { refusal, .. }) => Err(refusal.into()),
            Some(stream) => Ok(OkResult::Subscribed { stream }),
            None => Err(Error::fault("a subscription without a verdict")),
        }
    }

    /// Stops following. Not following already is fine.
    pub fn unsubscribe(&mut self, stream: StreamId) {
        self.follows.remove(&stream);
    }

    /// Told of changes in these streams from here on. What the database has is read after this, so nothing falls in between.
    fn hear(&mut self, wanted: &[Wanted]) -> Vec<Following> {
        let mut heard = Vec::with_capacity(wanted.len());
        for Wanted { stream, .. } in wanted {
            self.follows.remove(stream);
            heard.push(self.app.hub.follow(&self.link, *stream));
        }
        heard
    }

    /// Follows what may be followed, with one read of rights and one of heads for all.
    async fn follow(&mut self, tx: &mut Tx, wanted: Vec<Wanted>, heard: Vec<Following>) -> Result<Vec<StreamVerdict>> {
        let own = StreamId::from(self.caller.account);
        let streams: Vec<StreamId> = wanted.iter().map(|wanted| wanted.stream).collect();
        let rooms: Vec<_> = streams.iter().filter(|stream| **stream != own).map(|stream| stream.room()).collect();
        let mut access = self.access(tx, &rooms).await?;
        let heads: HashMap<StreamId, Seq> = log::heads(tx, &streams).await?.into_iter().collect();
        let mut verdicts = Vec::with_capacity(wanted.len());
        for (wanted, following) in wanted.into_iter().zip(heard) {
            let stream = wanted.stream;
            let room = (stream != own).then(|| Access::readable(access.remove(&stream.room())));
            let refusal = match room.transpose() {
                Err(Error::Refused(refusal)) => Some(*refusal),
                Err(fault) => return Err(fault),
                Ok(_) if self.follows.len() >= SUBSCRIPTIONS => Some(too_many()),
                Ok(access) => {
                    let head = heads.get(&stream).ok_or_else(|| Error::fault("a stream without a log"))?;
                    verdicts.push(self.follow_one(wanted, following, access, *head));
                    None
                }
            };
            verdicts.extend(refusal.map(|refusal| StreamVerdict::Refused { stream, refusal }));
        }
        Ok(verdicts)
    }

    fn follow_one(&mut self, wanted: Wanted, following: Following, access: Option<Access>, head: Seq) -> StreamVerdict {
        let Wanted { stream, position, quiet } = wanted;
        let moderator = access.as_ref().is_some_and(Access::is_moderator);
        let member = access.as_ref().is_some_and(|access| access.role.is_some());
        let reason = resync_reason(position, self.app.epoch, head);
        let (verdict, cursor) = match (reason, position) {
            (None, Some(position)) => (StreamVerdict::Replay { stream, head }, position.seq),
            (reason, _) => (StreamVerdict::Resync { stream, reason: reason.unwrap_or(ResyncReason::New) }, head),
        };
        following.reached(head);
        following.look_again();
        let mut follow = Follow {
            following,
            cursor,
            quiet,
            moderator,
            is_room: access.is_some(),
            here_seen: u64::MAX,
            writing_seen: 0,
            resync: reason,
            level: false,
        };
        follow.following.set_present((member && !quiet).then_some(moderator));
        self.follows.insert(stream, follow);
        verdict
    }

    /// What this person is in each of the rooms, as the database has it.
    async fn access(&self, tx: &mut Tx, rooms: &[RoomId]) -> Result<HashMap<RoomId, Access>> {
        let asked: Vec<_> = rooms.iter().map(|room| (*room, self.caller.account)).collect();
        let found = rooms::access_all(tx, &asked).await?;
        Ok(found.into_iter().map(|((room, _), access)| (room, access)).collect())
    }

    /// A snapshot, and the cursor at its place. The account's own goes first if it is due as well, and with it those of its rooms
    /// that are, as far as the turn takes them: what is shown of a room is part of both, and read once, in one transaction.
    pub(super) async fn snapshot(&mut self, stream: StreamId, reason: ResyncReason) -> Result<()> {
        let app = self.app.clone();
        let moment = app.moment();
        let mut tx = app.db.read().await?;
        let own = StreamId::from(self.caller.account);
        let Some(own_reason) = self.follows.get(&own).and_then(|follow| follow.resync) else {
            return self.room_snapshot(&mut tx, stream, reason, None, &moment).await;
        };
        let (seq, snapshot) = streams::account_snapshot(&mut tx, self.caller.account, &moment).await?;
        let due = |room: &Room| self.follows.get(&room.info.id.into())?.resync.map(|reason| (reason, room.clone()));
        let due: Vec<_> = snapshot.rooms.iter().filter_map(due).collect();
        self.begin_at(own, own_reason, seq, Snapshot::Account(snapshot));
        for (reason, room) in due {
            if self.is_full() {
                break;
            }
            self.room_snapshot(&mut tx, room.info.id.into(), reason, Some(room), &moment).await?;
        }
        Ok(())
    }

    async fn room_snapshot(
        &mut self,
        tx: &mut Tx,
        stream: StreamId,
        reason: ResyncReason,
        shown: Option<Room>,
        moment: &rooms::Moment<'_>,
    ) -> Result<()> {
        let Some(follow) = self.follows.get(&stream) else { return Ok(()) };
        let viewer = streams::Viewer { account: self.caller.account, sees_all: follow.moderator };
        let (seq, snapshot) = streams::room_snapshot(tx, stream.room(), viewer, shown, moment).await?;
        self.begin_at(stream, reason, seq, Snapshot::Room(snapshot));
        Ok(())
    }

    fn begin_at(&mut self, stream: StreamId, reason: ResyncReason, seq: Seq, snapshot: Snapshot) {
        let Some(follow) = self.follows.get_mut(&stream) else { return };
        follow.cursor = seq;
        follow.resync = None;
        let position = Position { epoch: self.app.epoch, seq };
        self.push(&ServerFrame::Resync(Box::new(Resync { stream, reason, position, purge: true, snapshot })));
    }

    /// There is more than the last turn had room for.
    pub fn has_more(&self) -> bool {
        !self.todo.is_empty() || !self.out.is_empty()
    }

    /// This turn has as much as it may; more waits for the next.
    pub fn is_full(&self) -> bool {
        self.out_bytes >= super::reading::TURN_BYTES
    }

    /// The database was away in the middle of a turn: read every stream again.
    pub fn begin_turn_anew(&mut self) {
        self.todo.extend(self.follows.keys().copied().filter(|id| !self.todo.contains(id)).collect::<Vec<_>>());
    }

    /// Looks again at what may have changed.
    pub(super) async fn heed(&mut self, nudges: &Nudges) -> Result<(), GatherError> {
        if nudges.caller {
            self.recheck().await?;
        }
        let rooms: Vec<RoomId> = self.rooms().filter(|room| nudges.streams.contains(&(*room).into())).collect();
        if !rooms.is_empty() {
            let mut tx = self.app.db.read().await?;
            let access = self.access(&mut tx, &rooms).await?;
            drop(tx);
            self.heed_access(&rooms, access)?;
        }
        Ok(())
    }

    /// The rooms that are followed.
    fn rooms(&self) -> impl Iterator<Item = RoomId> {
        self.follows.iter().filter(|(_, follow)| follow.is_room).map(|(stream, _)| stream.room())
    }

    /// Everything that this connection relies on, against the database.
    async fn recheck(&mut self) -> Result<(), GatherError> {
        let rooms: Vec<RoomId> = self.rooms().collect();
        let mut tx = self.app.db.read().await?;
        let now = self.app.clock.now();
        let caller = accounts::sessions::current(&mut tx, now, self.caller.session).await;
        let blocked = blocked(&mut tx, self.caller.account).await?;
        let access = self.access(&mut tx, &rooms).await?;
        drop(tx);
        match caller {
            Ok(caller) => {
                if caller.renewal_due(now) {
                    // A page that stays open is somebody who is there.
                    self.app.tasks.spawn(auth::renew(self.app.clone(), caller.clone()));
                }
                self.caller = caller;
            }
            Err(Error::Refused(refusal)) if refusal.code == RefusalCode::Suspended => {
                return Err(GatherError::Over(Over(close::SUSPENDED)));
            }
            Err(Error::Refused(_)) => return Err(GatherError::Over(Over(close::SESSION_ENDED))),
            Err(fault) => return Err(fault.into()),
        }
        if blocked != self.blocked {
            self.blocked = blocked;
            self.begin_rooms_anew();
        }
        self.heed_access(&rooms, access)
    }

    /// Goes on with what may still be read, and ends the rest.
    fn heed_access(&mut self, rooms: &[RoomId], mut access: HashMap<RoomId, Access>) -> Result<(), GatherError> {
        for room in rooms {
            let stream = StreamId::from(*room);
            let Some(follow) = self.follows.get_mut(&stream) else { continue };
            match Access::readable(access.remove(room)) {
                Ok(access) => {
                    follow.moderator = access.is_moderator();
                    let counted = access.role.is_some() && !follow.quiet;
                    follow.following.set_present(counted.then_some(follow.moderator));
                }
                Err(Error::Refused(refusal)) => {
                    self.follows.remove(&stream);
                    self.push(&ServerFrame::StreamEnded { stream, refusal: *refusal });
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    /// A ping with the heads of all streams, from the database.
    pub async fn ping(&mut self) -> Result<()> {
        let heads = match self.heads().await {
            // A ping without heads still says that somebody is here.
            Err(Error::Unavailable(_)) => BTreeMap::new(),
            heads => heads?,
        };
        for (stream, head) in &heads {
            if let Some(follow) = self.follows.get(stream) {
                follow.following.reached(*head);
            }
        }
        self.pings += 1;
        self.push(&ServerFrame::Ping { ping: self.pings, heads });
        Ok(())
    }

    /// As a look for all followers has just read them, or else read now.
    async fn heads(&self) -> Result<BTreeMap<StreamId, Seq>> {
        let every = self.app.bus.look_interval();
        let looked = self.follows.iter().map(|(id, follow)| Some((*id, follow.following.database_head(every)?)));
        if let Some(heads) = looked.collect() {
            return Ok(heads);
        }
        let streams: Vec<StreamId> = self.follows.keys().copied().collect();
        let mut tx = self.app.db.read().await?;
        Ok(log::heads(&mut tx, &streams).await?.into_iter().collect())
    }

    /// What this connection sent was stored. What an earlier attempt stored may have been told to nobody: whoever follows here gets
    /// it. What is new goes out with its answer, unless a round is on its way in a busy room.
    pub fn stored(&mut self, stream: StreamId, seq: Seq, duplicate: bool) {
        let Some(follow) = self.follows.get(&stream) else { return };
        if duplicate {
            follow.following.reached(seq);
        } else if follow.following.is_calm() && !self.todo.contains(&stream) {
            self.todo.push_back(stream);
        }
    }

    /// Another token for the same person takes over.
    pub async fn renew(&mut self, token: &str) -> Result<OkResult> {
        let mut tx = self.app.db.read().await?;
        let caller = accounts::authenticate(&mut tx, self.app.clock.now(), &Token::given(token)).await?;
        if caller.account != self.caller.account {
            return Err(Refusal::new(
                RefusalCode::Forbidden,
                "This token is of another account. Connect anew with it.",
            )
            .into());
        }
        self.caller = caller;
        self.link.set_session(self.caller.session);
        Ok(OkResult::Done)
    }
}

#[derive(Debug)]
pub enum GatherError {
    Over(Over),
    Failed(Error),
}

impl From<Error> for GatherError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn too_many() -> Refusal {
    Refusal::new(
        RefusalCode::LimitReached,
        format!("One connection follows at most {SUBSCRIPTIONS} streams. Leave one first."),
    )
    .bucket("subscriptions", 0)
}

async fn blocked(tx: &mut Tx, account: AccountId) -> Result<HashSet<AccountId>> {
    Ok(accounts::people::blocked(tx, account).await?.into_iter().collect())
}

/// Why a position cannot be resumed; `None` when it can.
fn resync_reason(position: Option<Position>, epoch: alongside_protocol::Epoch, head: Seq) -> Option<ResyncReason> {
    match position {
        None => Some(ResyncReason::New),
        Some(position) if position.epoch != epoch => Some(ResyncReason::EpochChanged),
        Some(position) if position.seq > head || position.seq.0 < 0 => Some(ResyncReason::Ahead),
        Some(position) if head.0 - position.seq.0 > REPLAY_EVENTS => Some(ResyncReason::TooFarBehind),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::Epoch;
    use uuid::Uuid;

    #[test]
    fn when_a_position_can_be_resumed() {
        let epoch = Epoch(Uuid::from_u128(1));
        let other = Epoch(Uuid::from_u128(2));
        let at = |epoch, seq| Some(Position { epoch, seq: Seq(seq) });
        for (position, head, expected) in [
            (None, 5, Some(ResyncReason::New)),
            (at(other, 5), 5, Some(ResyncReason::EpochChanged)),
            (at(epoch, 6), 5, Some(ResyncReason::Ahead)),
            (at(epoch, -1), 5, Some(ResyncReason::Ahead)),
            (at(epoch, 5), 5, None),
            (at(epoch, 0), REPLAY_EVENTS, None),
            (at(epoch, 0), REPLAY_EVENTS + 1, Some(ResyncReason::TooFarBehind)),
        ] {
            assert_eq!(resync_reason(position, epoch, Seq(head)), expected, "{position:?} at head {head}");
        }
    }
}
