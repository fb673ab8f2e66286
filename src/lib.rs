//! Alongside: a server for online peer support.
//!
//! The map, in reading order:
//! - [`clock`]: time and chance, as arguments;
//! - [`error`]: refusals and faults;
//! - [`storage`]: one database handle, transactions, `sql!`;
//! - [`announcement`]: what a transaction tells others once it is durable;
//! - [`log`]: append-only logs of rooms and accounts;
//! - [`accounts`]: people, sessions, roles, passwords, whom they hide;
//! - [`rooms`]: rooms, members, requests, guidelines;
//! - [`messages`]: posting, editing, deleting, reacting, history;
//! - [`streams`]: logs as clients see them: events with what they show now, and snapshots;
//! - [`guidelines`]: the floor of rules that every room stands on;
//! - [`duty`]: a room's monitoring duty: its clock, warnings, closure, leave;
//! - [`agreements`]: the supporter agreement and who accepted it;
//! - [`certification`]: certificates, their review, and who may keep rooms because of them;
//! - [`crisis`]: where help is;
//! - [`simulation`]: years of rooms and of those who keep them in seconds, with faults and an oracle;
//! - [`egress`]: requests that the server itself makes to places that others chose;
//! - [`notifications`]: what people are told, in the app, by mail and by push;
//! - [`contact`]: what people write to staff, and the links in our texts;
//! - [`limits`]: rate limits;
//! - [`wire`]: a text as it goes over a WebSocket, made once;
//! - [`frames`]: events encoded once, for everybody who receives them;
//! - [`bus`]: carries announcements to every node's hub;
//! - [`hub`]: who is connected here and listens to what; group commit; fan-out;
//! - [`app`]: holds all of that for the edges;
//! - [`ws`]: the WebSocket endpoint and its HTTP fallback;
//! - [`http`]: the HTTP API and the web app's files;
//! - [`jobs`]: reconcilers on timers;
//! - [`demo`]: a small community to look at;
//! - [`serve`]: starts and stops all of it;
//! - [`commands`]: what the command line does beside serving.
//!
//! Dependencies point down: serve → {ws, http, jobs, demo} → app → {bus, hub} → slices → log → storage → {clock, error} →
//! protocol. SQL is only in `storage` and `store.rs` files, axum only in `ws`, `http` and `serve`.

pub mod accounts;
pub mod agreements;
pub mod announcement;
pub mod app;
pub mod bus;
pub mod certification;
pub mod clock;
pub mod commands;
pub mod config;
pub mod contact;
pub mod crisis;
pub mod demo;
pub mod duty;
pub mod egress;
pub mod error;
pub mod frames;
pub mod guidelines;
pub mod http;
pub mod hub;
pub mod jobs;
pub mod limits;
pub mod log;
pub mod messages;
pub mod notifications;
pub mod rooms;
pub mod serve;
pub mod simulation;
pub mod storage;
pub mod streams;
#[cfg(test)]
pub(crate) mod testing;
pub mod wire;
pub mod ws;
