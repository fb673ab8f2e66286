//! Rooms, their guidelines, members and messages.

use super::{Api, ApiError, accepted, query, read};
use alongside_protocol::http::*;
use alongside_protocol::{AccountId, Guidelines, JoinRequestId, MessageId, Room, RoomId, RoomKind, Seq};
use reqwest::Method;

/// Which messages of a room: at most one of the three places; none means the newest.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pages {
    pub before: Option<Seq>,
    pub after: Option<Seq>,
    pub around: Option<MessageId>,
    pub limit: Option<u32>,
}

impl Api {
    /// Opens a room without topics or rules of its own.
    pub async fn create_room(&self, kind: RoomKind, name: &str, description: &str) -> Result<Room, ApiError> {
        let (name, description) = (name.into(), description.into());
        let topics = Vec::new();
        self.create(&CreateRoom { kind, name, description, topics, language: None, rules: Vec::new() }).await
    }
    pub async fn create(&self, room: &CreateRoom) -> Result<Room, ApiError> {
        self.call(Method::POST, "/rooms", room).await
    }
    /// Open rooms whose words match, a page after `after`.
    pub async fn rooms(&self, words: Option<&str>, after: Option<&str>) -> Result<RoomList, ApiError> {
        let parts = [("query", words.map(str::to_owned)), ("after", after.map(str::to_owned))];
        self.get(&format!("/rooms{}", query(&parts))).await
    }
    pub async fn room(&self, room: RoomId) -> Result<Room, ApiError> {
        self.get(&format!("/rooms/{room}")).await
    }
    pub async fn update_room(&self, room: RoomId, change: &UpdateRoom) -> Result<Room, ApiError> {
        self.call(Method::PATCH, &format!("/rooms/{room}"), change).await
    }
    pub async fn guidelines(&self, room: RoomId) -> Result<Guidelines, ApiError> {
        self.get(&format!("/rooms/{room}/guidelines")).await
    }
    /// Joins and accepts that version of the guidelines.
    pub async fn join_with(&self, room: RoomId, guidelines_version: i64) -> Result<Room, ApiError> {
        self.call(Method::POST, &format!("/rooms/{room}/join"), &JoinRoom { guidelines_version }).await
    }
    /// Joins and accepts whatever guidelines are in force; for programs.
    pub async fn join(&self, room: RoomId) -> Result<Room, ApiError> {
        let version = self.guidelines(room).await?.version;
        self.join_with(room, version).await
    }
    pub async fn leave(&self, room: RoomId) -> Result<(), ApiError> {
        accepted(self.request(Method::POST, &format!("/rooms/{room}/leave"))).await.map(|_| ())
    }
    pub async fn invite(&self, room: RoomId, alias: &str) -> Result<(), ApiError> {
        self.tell(Method::POST, &format!("/rooms/{room}/invitations"), &Invite { alias: alias.into() }).await
    }
    pub async fn answer_join(&self, request: JoinRequestId, accept: bool) -> Result<(), ApiError> {
        self.tell(Method::POST, &format!("/join-requests/{request}/answer"), &Answer { accept }).await
    }
    /// Makes somebody a moderator, or ends it.
    pub async fn moderator(&self, room: RoomId, account: AccountId, on: bool) -> Result<Room, ApiError> {
        let method = if on { Method::PUT } else { Method::DELETE };
        read(accepted(self.request(method, &format!("/rooms/{room}/moderators/{account}"))).await?).await
    }
    /// Members whose alias begins with `beginning`.
    pub async fn members(&self, room: RoomId, beginning: &str) -> Result<Members, ApiError> {
        let parts = [("query", (!beginning.is_empty()).then(|| beginning.to_owned()))];
        self.get(&format!("/rooms/{room}/members{}", query(&parts))).await
    }
    pub async fn messages(&self, room: RoomId, pages: Pages) -> Result<MessagePage, ApiError> {
        let parts = [
            ("before", pages.before.map(|seq| seq.to_string())),
            ("after", pages.after.map(|seq| seq.to_string())),
            ("around", pages.around.map(|id| id.to_string())),
            ("limit", pages.limit.map(|limit| limit.to_string())),
        ];
        self.get(&format!("/rooms/{room}/messages{}", query(&parts))).await
    }
}
