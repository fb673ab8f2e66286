//! Finding, joining, opening and leaving rooms.

use super::{Back, Talk};
use crate::chat::say::{self, Line, Tone};
use crate::chat::text::one_line;
use alongside_protocol::server::StreamVerdict;
use alongside_protocol::{Guidelines, Room, RoomId, RoomKind};
use alongside_terminal::{Api, ApiError, Failure, RoomModel};

impl Talk {
    pub(super) fn list_rooms(&mut self, words: Option<String>) {
        let api = self.api.clone();
        self.first(async move {
            match api.rooms(words.as_deref(), None).await {
                Ok(list) => Back::Listed(list.rooms),
                Err(error) => refused(&error),
            }
        });
    }
    /// Your own rooms first, then the open ones.
    pub(super) fn listed(&mut self, found: Vec<Room>) {
        let others = found.into_iter().filter(|room| self.mine.iter().all(|mine| mine.info.id != room.info.id));
        self.listed = self.mine.iter().cloned().chain(others).collect();
        if self.listed.is_empty() {
            self.tell(Tone::Quiet, "No room is open yet.");
            return;
        }
        let lines: Vec<_> = (1..).zip(&self.listed).map(|(number, room)| say::room_in_list(number, room)).collect();
        for line in lines {
            self.tell(Tone::Quiet, line);
        }
        self.tell(Tone::Quiet, "/join NUMBER opens one.");
    }

    pub(super) fn join(&mut self, wanted: String) {
        let by_number = wanted.parse::<usize>().ok().and_then(|number| self.listed.get(number.checked_sub(1)?));
        let known = by_number.map(|room| room.info.id).or_else(|| wanted.parse().ok());
        let (api, mine) = (self.api.clone(), self.mine.clone());
        self.first(async move {
            let room = match known {
                Some(id) => api.room(id).await.map(Some),
                None => find_by_name(&api, &mine, &wanted).await,
            };
            match room {
                Ok(Some(room)) => enter(&api, room).await,
                Ok(None) => Back::Lines(vec![Line::new(Tone::Warn, format!("There is no open room called {wanted}."))]),
                Err(error) => refused(&error),
            }
        });
    }
    pub(super) fn ask_to_join(&mut self, room: Box<Room>, guidelines: &Guidelines) {
        self.tell(Tone::Quiet, format!("{}. {}", say::room_name(&room), one_line(&room.info.description)));
        self.tell(Tone::Quiet, "What people keep to here:");
        for (number, rule) in (1..).zip(&guidelines.rules) {
            self.tell(Tone::Quiet, format!("  {number}. {}", one_line(&rule.short)));
        }
        self.tell(Tone::Quiet, "Do you accept this? (yes or no)");
        self.question = Some((room, guidelines.version));
    }
    pub(super) fn answer(&mut self, said: &str) {
        let yes = match said.trim().to_lowercase().as_str() {
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => {
                self.tell(Tone::Warn, "Please write yes or no.");
                return;
            }
        };
        let Some((room, version)) = self.question.take() else { return };
        if !yes {
            self.tell(Tone::Quiet, "You have not joined.");
            return;
        }
        let api = self.api.clone();
        self.first(async move {
            match api.join_with(room.info.id, version).await {
                Ok(room) if room.you.is_some() => Back::Open(Box::new(room)),
                Ok(_) => Back::Lines(vec![Line::new(
                    Tone::Quiet,
                    "The moderators have your request. You will see their answer.",
                )]),
                Err(error) => refused(&error),
            }
        });
    }

    pub(super) fn open(&mut self, room: &Room) {
        let id = room.info.id;
        let before = self.room_id();
        if before == Some(id) {
            if let Some(model) = &mut self.room {
                model.room = Some(room.clone());
            }
            self.tell(Tone::Quiet, format!("You are in {}.", say::room_name(room)));
            return;
        }
        self.room = Some(RoomModel::of_reader(id, self.me.id));
        (self.presence, self.current, self.read_to) = (None, false, Default::default());
        self.typing.clear();
        let connection = self.connection.clone();
        self.first(async move {
            if let Some(before) = before {
                connection.unsubscribe(before).await;
            }
            Back::Opened(id, connection.subscribe(id, None).await)
        });
    }
    pub(super) fn opened(&mut self, room: RoomId, verdict: Result<StreamVerdict, Failure>) {
        let why = match verdict {
            Ok(StreamVerdict::Refused { refusal, .. }) => one_line(&refusal.message),
            Ok(_) => return,
            Err(failure) => say::failure(&failure),
        };
        if self.room_id() == Some(room) {
            self.close_room(&format!("This room cannot be opened. {why}"));
        }
    }
    pub(super) fn close_room(&mut self, why: &str) {
        self.room = None;
        (self.presence, self.current) = (None, false);
        self.tell(Tone::Warn, why);
    }

    pub(super) fn leave(&mut self) {
        let Some(room) = self.room_id() else {
            self.tell(Tone::Warn, "No room is open.");
            return;
        };
        let (api, connection) = (self.api.clone(), self.connection.clone());
        self.first(async move {
            match api.leave(room).await {
                Ok(()) => {
                    connection.unsubscribe(room).await;
                    Back::Left
                }
                Err(error) => refused(&error),
            }
        });
    }
}

fn refused(error: &ApiError) -> Back {
    Back::Lines(vec![Line::new(Tone::Warn, one_line(&error.to_string()))])
}

/// The room of exactly this name, else the only one that begins with it; your own rooms first.
async fn find_by_name(api: &Api, mine: &[Room], wanted: &str) -> Result<Option<Room>, ApiError> {
    if let Some(room) = pick(mine, wanted) {
        return api.room(room.info.id).await.map(Some);
    }
    let found = api.rooms(Some(wanted), None).await?.rooms;
    Ok(pick(&found, wanted).cloned())
}

fn pick<'a>(rooms: &'a [Room], wanted: &str) -> Option<&'a Room> {
    let wanted = wanted.to_lowercase();
    let name = |room: &Room| match (&room.peer, room.info.kind) {
        (Some(peer), RoomKind::Direct) => peer.alias.to_lowercase(),
        _ => room.info.name.to_lowercase(),
    };
    let exact = rooms.iter().find(|room| name(room) == wanted);
    let mut beginning = rooms.iter().filter(|room| name(room).starts_with(&wanted));
    exact.or_else(|| beginning.next().filter(|_| beginning.next().is_none()))
}

/// Opens the room when you are in it under the guidelines in force, and asks otherwise.
async fn enter(api: &Api, room: Room) -> Back {
    let current = room.info.guidelines_version;
    if room.you.as_ref().is_some_and(|you| you.guidelines_accepted >= current) {
        return Back::Open(Box::new(room));
    }
    match api.guidelines(room.info.id).await {
        Ok(guidelines) => Back::Ask(Box::new(room), guidelines),
        Err(error) => refused(&error),
    }
}
