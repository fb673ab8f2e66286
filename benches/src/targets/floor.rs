//! The floor: the least that a server can do. It answers upgrades, and sends every text frame to all members of the room on
//! raw sockets, as the bytes came. No accounts, no log, no JSON. What it costs is what the kernel costs.

use super::{START_WITHIN, Shape, Target};
use crate::Mishap;
use crate::wire::{self, TEXT};
use alongside_testkit::process::Process;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::Command;

const LISTENER: Token = Token(usize::MAX);
const BACKLOG: i32 = 4_096;
const READ_BYTES: usize = 256 * 1024;
/// The same for our server, so that the kernel does the same work.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// Starts this program again, as the floor.
pub fn start(batched: bool, shape: Shape) -> Result<Target, Mishap> {
    let mut command = Command::new(std::env::current_exe().map_err(Mishap::io("finding this program"))?);
    command.arg("serve-floor").args(batched.then_some("--batched"));
    start_plain(command, "floor", shape)
}

/// A program that says `listening on ADDRESS` and speaks [`Dialect::Plain`].
pub fn start_plain(command: Command, name: &str, shape: Shape) -> Result<Target, Mishap> {
    let process = Process::start(name, command, libc::SIGKILL)?;
    let heard = |line: &str| line.strip_prefix("listening on ")?.trim().parse::<SocketAddr>().ok();
    let address = process.output().wait_for(START_WITHIN, heard);
    let address = address.ok_or_else(|| process.too_late("the start of", START_WITHIN))?;
    Ok(Target::plain(address, process.id(), shape, vec![Box::new(process)]))
}

struct Member {
    socket: TcpStream,
    room: Option<usize>,
    partial: Vec<u8>,
    unsent: Vec<u8>,
}

#[derive(Default)]
struct Room {
    members: Vec<usize>,
    /// Frames of this turn.
    out: Vec<u8>,
}

struct Floor {
    poll: Poll,
    batched: bool,
    members: Vec<Option<Member>>,
    rooms: Vec<Room>,
    scratch: Vec<u8>,
}

/// Serves until it is killed.
pub fn serve(batched: bool) -> Result<(), Mishap> {
    let doing = "serving the floor";
    let listening = || -> std::io::Result<(TcpListener, SocketAddr)> {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.set_nonblocking(true)?;
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
        socket.listen(BACKLOG)?;
        let listener = TcpListener::from_std(socket.into());
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (mut listener, address) = listening().map_err(Mishap::io(doing))?;
    let poll = Poll::new().map_err(Mishap::io(doing))?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE).map_err(Mishap::io(doing))?;
    println!("listening on {address}");
    let mut floor = Floor { poll, batched, members: Vec::new(), rooms: Vec::new(), scratch: vec![0; READ_BYTES] };
    let mut events = Events::with_capacity(1_024);
    loop {
        match floor.poll.poll(&mut events, None) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(Mishap::io(doing)(error)),
            _ => {}
        }
        for event in &events {
            match event.token() {
                LISTENER => floor.accept(&listener),
                Token(index) => {
                    if event.is_writable() {
                        floor.write(index, &[]);
                    }
                    if event.is_readable() {
                        floor.read(index);
                    }
                }
            }
        }
        for room in 0..floor.rooms.len() {
            floor.flush(room);
        }
    }
}

impl Floor {
    fn accept(&mut self, listener: &TcpListener) {
        while let Ok((mut socket, _)) = listener.accept() {
            let index = self.members.len();
            let both = Interest::READABLE | Interest::WRITABLE;
            // A socket that cannot be polled is closed by being dropped, which its client sees.
            if socket.set_nodelay(true).is_ok()
                && self.poll.registry().register(&mut socket, Token(index), both).is_ok()
            {
                let member = Member { socket, room: None, partial: Vec::new(), unsent: Vec::new() };
                self.members.push(Some(member));
            }
        }
    }

    fn read(&mut self, index: usize) {
        let mut scratch = std::mem::take(&mut self.scratch);
        while let Some(Some(member)) = self.members.get_mut(index) {
            match member.socket.read(&mut scratch) {
                Ok(0) => self.leave(index),
                Ok(got) => {
                    member.partial.extend_from_slice(&scratch[..got]);
                    self.take_in(index);
                    if got < scratch.len() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => self.leave(index),
            }
        }
        self.scratch = scratch;
    }

    fn take_in(&mut self, index: usize) {
        let Some(Some(member)) = self.members.get_mut(index) else { return };
        let mut bytes = std::mem::take(&mut member.partial);
        let mut used = 0;
        if member.room.is_none() {
            let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") else {
                member.partial = bytes;
                return;
            };
            used = end + 4;
            self.enter(index, wire::number(&bytes, b"/room/").unwrap_or(0) as usize);
        }
        while let Some(frame) = wire::frame_at(&bytes, used) {
            if frame.opcode == TEXT {
                let key = [3, 2, 1, 0].map(|before| bytes.get(frame.start - before - 1).copied().unwrap_or(0));
                wire::mask(&mut bytes[frame.start..frame.end], key);
                self.say(index, &bytes[frame.start..frame.end]);
            }
            used = frame.end;
        }
        bytes.drain(..used);
        if let Some(Some(member)) = self.members.get_mut(index)
            && !bytes.is_empty()
        {
            member.partial = bytes;
        }
    }

    fn enter(&mut self, index: usize, room: usize) {
        if self.rooms.len() <= room {
            self.rooms.resize_with(room + 1, Room::default);
        }
        self.rooms[room].members.push(index);
        if let Some(Some(member)) = self.members.get_mut(index) {
            member.room = Some(room);
        }
        // The key of every client of ours is the sample of RFC 6455, section 1.3; this is its answer.
        self.write(
            index,
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
              Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        );
    }

    fn leave(&mut self, index: usize) {
        let Some(member) = self.members.get_mut(index).and_then(Option::take) else { return };
        if let Some(room) = member.room {
            self.rooms[room].members.retain(|other| *other != index);
        }
    }

    fn say(&mut self, index: usize, text: &[u8]) {
        let Some(room) = self.members[index].as_ref().and_then(|member| member.room) else { return };
        let out = &mut self.rooms[room].out;
        wire::put_header(out, TEXT, text.len(), false);
        out.extend_from_slice(text);
        if !self.batched {
            self.flush(room);
        }
    }

    fn flush(&mut self, room: usize) {
        if self.rooms[room].out.is_empty() {
            return;
        }
        let Room { members, out } = std::mem::take(&mut self.rooms[room]);
        for member in &members {
            self.write(*member, &out);
        }
        let mut out = out;
        out.clear();
        self.rooms[room] = Room { members, out };
    }

    fn write(&mut self, index: usize, bytes: &[u8]) {
        let Some(Some(member)) = self.members.get_mut(index) else { return };
        if !member.unsent.is_empty() {
            member.unsent.extend_from_slice(bytes);
            let unsent = std::mem::take(&mut member.unsent);
            return self.write(index, &unsent);
        }
        if bytes.is_empty() {
            return;
        }
        match member.socket.write(bytes) {
            Ok(written) => member.unsent.extend_from_slice(&bytes[written..]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => member.unsent.extend_from_slice(bytes),
            // Its end is read soon.
            Err(_) => {}
        }
    }
}
