//! One client: a socket, what it says to get in, and how far it has read.

use super::Dialect;
use crate::targets::Seat;
use mio::net::TcpStream;
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not there, or no longer.
    Away,
    /// Waits for TCP.
    Dialling,
    /// Waits for the answer to the upgrade.
    Upgrading,
    /// Waits until the server says that the room is followed.
    Entering,
    Live,
}

pub struct Client {
    pub seat: Seat,
    /// Its place among the room's members.
    pub member: usize,
    /// Its place among the room's senders.
    pub sender: Option<u16>,
    pub phase: Phase,
    pub socket: Option<TcpStream>,
    /// Bytes of a frame that is not all there.
    pub partial: Vec<u8>,
    /// Of NATS: bytes of a message that goes on in the next frame.
    pub half: Vec<u8>,
    /// Bytes that the kernel did not take.
    pub unsent: Vec<u8>,
    /// How far it has the room's log.
    pub cursor: Option<i64>,
    /// Its account's log: how far it has that.
    pub own: Option<(String, i64)>,
    /// When it began to dial, for the time that entering takes.
    pub dialled_us: u64,
    pub live_us: u64,
    /// Reads only when told to.
    pub slow: bool,
    /// The id of its last message, where the swarm keeps them.
    pub last_message: Option<Vec<u8>>,
}

impl Client {
    pub fn new(seat: Seat, member: usize, sender: Option<u16>) -> Self {
        Self {
            seat,
            member,
            sender,
            phase: Phase::Away,
            socket: None,
            partial: Vec::new(),
            half: Vec::new(),
            unsent: Vec::new(),
            cursor: None,
            own: None,
            dialled_us: 0,
            live_us: 0,
            slow: false,
            last_message: None,
        }
    }

    /// The HTTP request that opens the WebSocket.
    pub fn upgrade(&self, dialect: Dialect) -> String {
        let (path, protocol) = match dialect {
            Dialect::Alongside => ("/api/v1/ws".to_owned(), "Sec-WebSocket-Protocol: alongside.v1\r\n"),
            Dialect::Nats | Dialect::JetStream => ("/".to_owned(), ""),
            Dialect::Plain => (format!("/room/{}", self.seat.room), ""),
            Dialect::SocketIo => (format!("/socket.io/?EIO=4&transport=websocket&room={}", self.seat.room), ""),
        };
        format!(
            "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}\r\n"
        )
    }

    /// The first frame. With `epoch`: from where this client was; else for a first look.
    pub fn hello(&self, epoch: Option<&str>) -> String {
        let Seat { token, room_id, .. } = &self.seat;
        let mut text = format!(r#"{{"type":"hello","token":"{token}","client":"alongside-load","resume":["#);
        // Writing into a string cannot fail.
        let _ = match (epoch, self.cursor) {
            (Some(epoch), Some(seq)) => {
                write!(text, r#"{{"stream":"{room_id}","position":{{"epoch":"{epoch}","seq":{seq}}}}}"#)
            }
            _ => write!(text, r#"{{"stream":"{room_id}"}}"#),
        };
        if let (Some(epoch), Some((own, seq))) = (epoch, &self.own) {
            let _ = write!(text, r#",{{"stream":"{own}","position":{{"epoch":"{epoch}","seq":{seq}}}}}"#);
        }
        text.push_str("]}");
        text
    }
}
