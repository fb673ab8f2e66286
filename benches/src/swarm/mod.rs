//! Many clients on one thread: epoll, raw sockets, no task and no buffer for each of them.
//!
//! A [`Swarm`] dials, enters, reads, answers pings and writes the [`Ledger`]. Scenarios turn it round and say who sends when.

mod client;
mod entering;
mod hearing;
mod nats;

pub use client::{Client, Phase};

use crate::ledger::Ledger;
use crate::targets::{Seat, Target};
use crate::wire::{self, TEXT};
use crate::{Mishap, machine};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, SockRef, Socket, Type};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// One read takes at most this much.
const READ_BYTES: usize = 512 * 1024;
/// Looked at in one turn.
const EVENTS: usize = 1_024;
/// Addresses 127.0.0.1 and up that clients come from, so that no address runs out of ports.
const SOURCES: usize = 8;
/// Ours need not be secret, only a mask.
const MASK: [u8; 4] = [0x5a, 0x13, 0xc7, 0x2e];
/// What a slow reader's kernel keeps for it, in bytes.
const SLOW_RECEIVE_BYTES: usize = 4 * 1024;

/// How a server talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// protocol/README.md.
    Alongside,
    /// Text frames go to everybody in the room as they are.
    Plain,
    /// The same within Engine.IO 4 and Socket.IO 5.
    SocketIo,
    /// NATS' own protocol in binary frames; a room is a subject.
    Nats,
    /// The same, and each message is stored and acknowledged. What is sent is the body alone.
    JetStream,
}

impl Dialect {
    fn acknowledges(self) -> bool {
        matches!(self, Self::Alongside | Self::JetStream)
    }
}

pub struct Swarm {
    poll: Poll,
    events: Events,
    scratch: Vec<u8>,
    began: Instant,
    dialect: Dialect,
    addresses: Vec<SocketAddr>,
    body_bytes: usize,
    salt: u32,
    pub clients: Vec<Client>,
    pub ledger: Ledger,
    /// Clients of each room that may send.
    pub senders: Vec<Vec<usize>>,
    /// Who heard a message of their own since this was last emptied.
    pub echoes: Vec<usize>,
    /// Whose message was acknowledged since this was last emptied.
    pub answers: Vec<usize>,
    /// Answers to commands other than sends.
    pub other_answers: u64,
    /// The server's epoch, once it was told.
    epoch: Option<String>,
    /// Clients remember the id of their last message, to edit it.
    pub keeps_messages: bool,
    /// Frames that carried no message: presence, pings and the like.
    pub other_frames: u64,
    pub bytes: u64,
    /// The first frames that said no.
    pub refusals: Vec<String>,
}

impl Swarm {
    /// Clients for all seats of a server, nobody dialled yet. In each room up to `senders` may send.
    pub fn new(target: &Target, senders: usize, body_bytes: usize) -> Result<Self, Mishap> {
        let rooms = target.seats.iter().map(|seat| seat.room + 1).max().unwrap_or(0);
        let mut members = vec![0; rooms];
        let mut may_send: Vec<Vec<usize>> = vec![Vec::new(); rooms];
        let mut clients = Vec::with_capacity(target.seats.len());
        for (index, seat) in target.seats.iter().enumerate() {
            let (member, of_room) = (members[seat.room], &mut may_send[seat.room]);
            let sender = (of_room.len() < senders).then_some(of_room.len() as u16);
            if sender.is_some() {
                of_room.push(index);
            }
            clients.push(Client::new(seat.clone(), member, sender));
            members[seat.room] += 1;
        }
        let sizes: Vec<_> = members.into_iter().zip(may_send.iter().map(Vec::len)).collect();
        let salt = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos() ^ since.as_secs() as u32);
        Ok(Self {
            poll: Poll::new().map_err(Mishap::io("making a poll"))?,
            events: Events::with_capacity(EVENTS),
            scratch: vec![0; READ_BYTES],
            began: Instant::now(),
            dialect: target.dialect,
            addresses: target.addresses.clone(),
            body_bytes,
            salt,
            clients,
            ledger: Ledger::new(&sizes, target.dialect.acknowledges()),
            senders: may_send,
            echoes: Vec::new(),
            answers: Vec::new(),
            other_answers: 0,
            epoch: None,
            keeps_messages: false,
            other_frames: 0,
            bytes: 0,
            refusals: Vec::new(),
        })
    }

    /// Microseconds since this swarm was made.
    pub fn now_us(&self) -> u64 {
        self.began.elapsed().as_micros() as u64
    }

    /// Lets the network do what it can, waiting for it until `until_us` at the latest.
    pub fn turn(&mut self, until_us: u64) -> Result<(), Mishap> {
        let left = until_us.saturating_sub(self.now_us());
        // The kernel rounds waits up to a millisecond: the last one is spent looking.
        let wait = Duration::from_micros(left.saturating_sub(1_000));
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(Mishap::io("polling")(error)),
            _ => {}
        }
        let events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        for event in &events {
            let index = event.token().0;
            if event.is_writable() {
                self.writable(index);
            }
            if event.is_readable() && !self.clients[index].slow {
                self.read(index, READ_BYTES);
            }
        }
        self.events = events;
        Ok(())
    }

    /// Turns for so long.
    pub fn turn_for(&mut self, time: Duration) -> Result<(), Mishap> {
        let until = self.now_us() + time.as_micros() as u64;
        while self.now_us() < until {
            self.turn(until)?;
        }
        Ok(())
    }

    /// Turns until nothing has come for `quiet`, for at most `patience`. Whether it became quiet.
    pub fn turn_until_quiet(&mut self, quiet: Duration, patience: Duration) -> Result<bool, Mishap> {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            let before = self.bytes;
            self.turn_for(quiet)?;
            if self.bytes == before {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// From now on this client reads only when it is told to, and the kernel keeps little for it.
    pub fn slow_down(&mut self, index: usize) -> std::io::Result<()> {
        self.clients[index].slow = true;
        match &self.clients[index].socket {
            Some(socket) => SockRef::from(socket).set_recv_buffer_size(SLOW_RECEIVE_BYTES),
            None => Ok(()),
        }
    }

    /// Begins to connect a client.
    fn dial(&mut self, index: usize) -> Result<(), Mishap> {
        let address = self.addresses[index % self.addresses.len()];
        let dialling = || -> std::io::Result<TcpStream> {
            let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
            socket.set_nonblocking(true)?;
            socket.set_tcp_nodelay(true)?;
            if address.ip() == SocketAddr::from(([127, 0, 0, 1], 0)).ip() {
                let source = [127, 0, 0, 1 + (index % SOURCES) as u8];
                machine::choose_port_late(&socket)?;
                socket.bind(&SocketAddr::from((source, 0)).into())?;
            }
            match socket.connect(&address.into()) {
                Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => return Err(error),
                _ => {}
            }
            Ok(TcpStream::from_std(socket.into()))
        };
        let mut stream = dialling().map_err(Mishap::io("dialling"))?;
        let both = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(index), both).map_err(Mishap::io("polling a socket"))?;
        let now = self.now_us();
        let client = &mut self.clients[index];
        client.dialled_us = now;
        client.phase = Phase::Dialling;
        client.socket = Some(stream);
        client.partial.clear();
        client.half.clear();
        client.unsent.clear();
        Ok(())
    }

    /// Ends a client's connection without a goodbye, as networks do.
    pub fn hang_up(&mut self, index: usize) {
        self.clients[index].socket = None;
        self.clients[index].phase = Phase::Away;
    }

    fn writable(&mut self, index: usize) {
        let client = &mut self.clients[index];
        if client.phase == Phase::Dialling && client.socket.as_ref().is_some_and(|socket| socket.peer_addr().is_ok()) {
            client.phase = Phase::Upgrading;
            let request = client.upgrade(self.dialect);
            self.write(index, request.as_bytes());
        } else if !client.unsent.is_empty() {
            let unsent = std::mem::take(&mut client.unsent);
            self.write(index, &unsent);
        }
    }

    /// What the kernel does not take now leaves when it can.
    fn write(&mut self, index: usize, bytes: &[u8]) {
        let client = &mut self.clients[index];
        let Some(socket) = &mut client.socket else { return };
        if !client.unsent.is_empty() {
            return client.unsent.extend_from_slice(bytes);
        }
        let written = match socket.write(bytes) {
            Ok(written) => written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(_) => return self.lost_socket(index),
        };
        client.unsent.extend_from_slice(&bytes[written..]);
    }

    pub fn write_text(&mut self, index: usize, text: &[u8]) {
        let mut frame = Vec::with_capacity(text.len() + 14);
        wire::put_masked(&mut frame, TEXT, text, MASK);
        self.write(index, &frame);
    }

    fn lost_socket(&mut self, index: usize) {
        self.hang_up(index);
        self.ledger.closed();
    }

    /// Reads what has come for a client, `most` bytes or until there is no more.
    pub fn read(&mut self, index: usize, most: usize) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut left = most;
        while left > 0 {
            let room = left.min(READ_BYTES);
            let Some(socket) = &mut self.clients[index].socket else { break };
            match socket.read(&mut scratch[..room]) {
                Ok(0) => {
                    self.lost_socket(index);
                    break;
                }
                Ok(got) => {
                    self.bytes += got as u64;
                    self.take_in(index, &scratch[..got]);
                    left -= got;
                    // Less than asked for: there is no more now (epoll(7), question 9).
                    if got < room {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => {
                    if self.clients[index].phase != Phase::Dialling {
                        self.lost_socket(index);
                    }
                    break;
                }
            }
        }
        self.scratch = scratch;
    }

    /// Sends a client's next message, which should have left at `at_us`.
    pub fn send(&mut self, index: usize, at_us: u64) {
        let Client { seat: Seat { room, room_id, .. }, sender: Some(sender), phase: Phase::Live, .. } =
            &self.clients[index]
        else {
            return;
        };
        let stamp = self.ledger.send(*room, *sender, at_us);
        let mut text = Vec::with_capacity(self.body_bytes + 600);
        let counter = stamp.counter;
        // Writing into a vector cannot fail.
        let _ = match self.dialect {
            Dialect::Alongside => write!(
                text,
                r#"{{"id":{counter},"type":"send","room":"{room_id}","client_id":"{:08x}-0000-4000-8000-{:012x}","body":""#,
                self.salt, counter
            ),
            Dialect::Plain | Dialect::Nats => write!(text, "{LIKE_AN_EVENT}"),
            Dialect::SocketIo => write!(text, "42[\"m\",{LIKE_AN_EVENT}"),
            Dialect::JetStream => Ok(()),
        };
        stamp.put(&mut text, self.body_bytes);
        text.extend_from_slice(match self.dialect {
            Dialect::Alongside => br#""}"#,
            Dialect::Plain | Dialect::Nats => LIKE_AN_EVENT_END,
            Dialect::JetStream => b"",
            Dialect::SocketIo => br#"","revision":1,"posted_at":"2026-03-10T02:41:07.250Z","seq":41}}]}]"#,
        });
        if matches!(self.dialect, Dialect::Nats | Dialect::JetStream) {
            let reply = (self.dialect == Dialect::JetStream).then_some((index, counter));
            let mut message = Vec::with_capacity(text.len() + 64);
            nats::put_message(&mut message, &self.clients[index].seat.room_id, reply, &text);
            text = message;
        }
        self.write_text(index, &text);
    }
}

/// What our server sends around a body: the peers send around as many bytes.
const LIKE_AN_EVENT: &str = r#"{"type":"events","stream":"0195b001-7a00-7000-8000-000000000001","epoch":"5b0c7d1e-0f6a-4c0b-8a53-2f9e61d3c001","prev":40,"to":41,"events":[{"seq":41,"at":"2026-03-10T02:41:07.250Z","actor":"0195a001-7a00-7000-8000-000000000001","kind":"message_posted","message":{"id":"0195c001-7a00-7000-8000-000000000001","room":"0195b001-7a00-7000-8000-000000000001","author":{"id":"0195a001-7a00-7000-8000-000000000001","alias":"Heron"},"by_moderator":false,"client_id":"3f1c9a52-6d0e-4b7a-9c11-000000000001","state":"visible","body":""#;
const LIKE_AN_EVENT_END: &[u8] = br#"","revision":1,"posted_at":"2026-03-10T02:41:07.250Z","seq":41}}]}"#;
