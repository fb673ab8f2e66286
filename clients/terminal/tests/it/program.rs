//! `alongside-chat --plain`, as its own process, against a server of which the test says every word.

use crate::fake::*;
use alongside_protocol::Command::{Edit, Read, Subscribe};
use alongside_protocol::server::{OkResult, Resync, ResyncReason, RoomSnapshot, Snapshot, StreamVerdict};
use alongside_protocol::stream::{Event, EventKind};
use alongside_protocol::{
    AccountId, Message, MessageState, Person, Refusal, RefusalCode, ReplyTo, Room, Seq, ServerFrame,
};
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

fn room(joined: bool) -> Value {
    let you = json!({"role": "member", "joined_at": "2026-03-10T02:41:07.250Z", "guidelines_accepted": 2,
        "read_up_to": 0, "unread": 0, "mentions": 0});
    let mut room = json!({"id": ROOM.to_string(), "kind": "public", "state": "open", "name": "Night Kitchen",
        "description": "For long hours.", "topics": [], "language": "en", "guidelines_version": 2, "slow_ms": 0,
        "created_at": "2026-03-10T02:41:07.250Z", "moderators": [], "here": 1, "head": 3});
    if joined {
        room["you"] = you;
    }
    room
}

/// Answers of the HTTP side, by method and path.
fn http(request: &str) -> (u16, Value) {
    match request {
        "GET /api/v1/me" => {
            let settings = json!({"muted_words": ["spider"]});
            let created_at = "2026-03-10T02:41:07.250Z";
            (
                200,
                json!({"id": ME.to_string(), "alias": "Heron", "roles": [], "created_at": created_at, "settings": settings}),
            )
        }
        "GET /api/v1/rooms?query=night" | "GET /api/v1/rooms" => (200, json!({"rooms": [room(false)], "topics": []})),
        path if path == format!("GET /api/v1/rooms/{ROOM}/guidelines") => {
            let rule = json!({"key": "contact", "short": "No contact details.", "text": "", "floor": true});
            let at = "2026-03-10T02:41:07.250Z";
            (200, json!({"room": ROOM.to_string(), "version": 2, "language": "en", "rules": [rule], "created_at": at}))
        }
        path if path == format!("POST /api/v1/rooms/{ROOM}/join") => (200, room(true)),
        path if path == format!("GET /api/v1/rooms/{ROOM}") => (200, room(false)),
        _ => (404, json!({"error": {"code": "no_route", "message": "There is nothing here.", "retry": "never"}})),
    }
}

async fn answer_http(mut tcp: TcpStream, line: &str) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(soon(tcp.read_u8()).await.expect("a request"));
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    soon(tcp.read_exact(&mut body)).await.expect("a body");
    assert!(head.contains("authorization: bearer secret"), "{head}");
    let (status, answer) = http(line);
    let answer = answer.to_string();
    let text = format!("HTTP/1.1 {status} So\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}", answer.len());
    tcp.write_all(text.as_bytes()).await.expect("an open socket");
}

/// Answers HTTP by itself and hands every socket to the test.
async fn serve(fake: Fake, sockets: mpsc::Sender<Peer>) {
    loop {
        let tcp = fake.accept_tcp().await;
        let mut start = [0; 256];
        let length = soon(tcp.peek(&mut start)).await.expect("a request");
        let line = String::from_utf8_lossy(&start[..length]).into_owned();
        match line.split(" HTTP").next().unwrap_or_default() {
            "GET /api/v1/ws" => drop(sockets.send(fake.upgrade(tcp).await).await),
            line => answer_http(tcp, line).await,
        }
    }
}

struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    sockets: mpsc::Receiver<Peer>,
    server: JoinHandle<()>,
    /// Everything that was printed and read by the test.
    printed: Vec<String>,
    _token: tempfile::NamedTempFile,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Program {
    async fn start(options: &[&str]) -> Self {
        let fake = Fake::start().await;
        let token = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(token.path(), "secret\n").expect("written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_alongside-chat"))
            .args(["--plain", "--server", &fake.url, "--token-file"])
            .arg(token.path())
            .args(options)
            .env("LANG", "en_US.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program");
        let output = BufReader::new(child.stdout.take().expect("piped")).lines();
        let input = child.stdin.take();
        let (sender, sockets) = mpsc::channel(4);
        let server = tokio::spawn(serve(fake, sender));
        Self { child, input, output, sockets, server, printed: Vec::new(), _token: token }
    }
    async fn socket(&mut self) -> Peer {
        soon(self.sockets.recv()).await.expect("a socket")
    }
    /// Starts in the room, which holds these messages; the guidelines are accepted.
    async fn in_room(messages: Vec<Message>) -> (Self, Peer) {
        let mut program = Self::start(&["--room", "night"]).await;
        let mut peer = program.socket().await;
        peer.hello().await;
        peer.welcome(vec![replay(ME, 0)]).await;
        program.line("No contact details.").await;
        program.line("yes or no").await;
        program.type_line("yes").await;
        let (id, command) = peer.command().await;
        assert_eq!(command, Subscribe { room: ROOM, position: None, quiet: false });
        let stream = StreamVerdict::Resync { stream: ROOM.into(), reason: ResyncReason::New };
        peer.say(ServerFrame::Ok { re: Some(id), result: OkResult::Subscribed { stream } }).await;
        let room: Room = serde_json::from_value(room(true)).expect("a room");
        let newest = messages.last().map(|message| message.seq);
        let snapshot = Snapshot::Room(RoomSnapshot { room, messages, has_older: false });
        let (stream, reason) = (ROOM.into(), ResyncReason::New);
        peer.say(ServerFrame::Resync(Box::new(Resync {
            stream,
            reason,
            position: position(3),
            purge: true,
            snapshot,
        })))
        .await;
        program.line("up to date").await;
        if let Some(up_to) = newest {
            assert_eq!(peer.command().await.1, Read { room: ROOM, up_to }, "what was shown is marked as read");
        }
        (program, peer)
    }
    async fn type_line(&mut self, line: &str) {
        let input = self.input.as_mut().expect("not ended yet");
        soon(input.write_all(format!("{line}\n").as_bytes())).await.expect("a reading program");
    }
    /// The next line that holds `words`, whatever else is printed before.
    async fn line(&mut self, words: &str) -> String {
        soon(async {
            loop {
                let Some(line) = self.output.next_line().await.expect("readable") else {
                    panic!("{words:?} never came, only {:#?}", self.printed);
                };
                self.printed.push(line.clone());
                if line.contains(words) {
                    return line;
                }
            }
        })
        .await
    }
    fn has_printed(&self, words: &str) -> bool {
        self.printed.iter().any(|line| line.contains(words))
    }
    /// No more input; answers whether the program called it a success.
    async fn end(&mut self) -> bool {
        drop(self.input.take());
        soon(self.child.wait()).await.expect("ended").success()
    }
}

fn from_birch(seq: i64, body: &str) -> Message {
    let id = AccountId(uuid::Uuid::from_u128(0xB1));
    Message { author: Person { id, alias: "Quiet Birch".into() }, body: body.into(), ..message(seq) }
}
async fn happens(peer: &mut Peer, seq: i64, kind: EventKind) {
    let at = message(seq).posted_at;
    let events = vec![Event { seq: Seq(seq), at, actor: None, kind }];
    peer.say(ServerFrame::events(ROOM.into(), EPOCH, Seq(seq - 1), Seq(seq), events)).await;
}

#[tokio::test]
async fn a_room_is_found_joined_and_shown() {
    let (mut program, mut peer) = Program::in_room(vec![]).await;
    happens(&mut peer, 4, EventKind::MessagePosted { message: from_birch(4, "Is anybody up?") }).await;
    let line = program.line("Is anybody up?").await;
    assert!(line.ends_with("02:41 #4 Quiet Birch: Is anybody up?"), "{line}");
    program.type_line("/quit").await;
    assert!(soon(program.child.wait()).await.expect("ended").success());
}

#[tokio::test]
async fn what_is_typed_is_sent_and_input_may_end_before_the_answer() {
    let (mut program, mut peer) = Program::in_room(vec![]).await;
    program.type_line("I am, too").await;
    drop(program.input.take());
    let (re, send) = peer.a_send().await;
    assert_eq!(send.body, "I am, too");
    peer.sent(re, 4, false).await;
    program.line("sent #4").await;
    assert!(program.end().await, "all was acknowledged");
}

#[tokio::test]
async fn what_waits_and_what_is_refused_is_said_and_the_text_is_kept() {
    let (mut program, peer) = Program::in_room(vec![]).await;
    drop(peer);
    program.line("offline").await;
    program.type_line("still here").await;
    program.line("still here").await;
    let mut peer = program.socket().await;
    let hello = peer.hello().await;
    peer.welcome(hello.resume.iter().map(|resume| replay(resume.stream, 3)).collect()).await;
    let (re, _) = peer.a_send().await;
    peer.refuse(re, Refusal::new(RefusalCode::RateLimited, "That was quick.").after(10)).await;
    let line = program.line("waiting (That was quick.").await;
    assert!(line.contains("by itself in a second"), "{line}");
    let (re, send) = peer.a_send().await;
    assert_eq!(send.body, "still here");
    peer.refuse(re, Refusal::new(RefusalCode::ReadOnly, "This room is resting.")).await;
    let line = program.line("Not sent.").await;
    assert!(line.contains("This room is resting.") && line.contains("still here"), "{line}");
    assert!(!program.end().await, "a script learns that something was not sent");
}

#[tokio::test]
async fn deletions_edits_and_folds_are_told() {
    let spider = from_birch(1, "a spider again");
    let noted = Message { note: Some("grief".into()), ..from_birch(2, "a year today") };
    let excerpt = Some("a year today".to_owned());
    let reply_to = Some(ReplyTo { id: message_id(2), author: noted.author.clone(), excerpt });
    let answer = Message { reply_to, ..from_birch(3, "plain words") };
    let (mut program, mut peer) = Program::in_room(vec![spider, noted, answer]).await;
    assert!(program.has_printed("answers Quiet Birch (that message is folded)"));
    assert!(program.has_printed("#1 Quiet Birch: (folded, it holds a word that you muted. /open 1 shows it)"));
    assert!(program.has_printed("#2 Quiet Birch: (folded, it is about: grief. /open 2 shows it)"));
    assert!(!program.has_printed("spider again") && !program.has_printed("a year today"));
    program.type_line("/open 2").await;
    assert!(program.line("a year today").await.contains("(about: grief)"));
    let gone = Message { state: MessageState::Deleted, body: String::new(), ..from_birch(3, "") };
    happens(&mut peer, 4, EventKind::MessageDeleted { message: gone }).await;
    assert!(program.line("#3 is gone").await.contains("taken back by its author"));
    let better = Message { revision: 2, edited_at: Some(message(5).posted_at), ..from_birch(1, "a beetle again") };
    happens(&mut peer, 5, EventKind::MessageEdited { message: better }).await;
    let line = program.line("#1 was changed").await;
    assert!(line.contains("a beetle again") && line.contains("changed at"), "{line}");
}

#[tokio::test]
async fn text_of_others_cannot_command_the_terminal() {
    let (mut program, mut peer) = Program::in_room(vec![]).await;
    let nasty = from_birch(4, "hello\u{1b}[2J\u{7}\u{9b}31m\u{202e}\nthere");
    happens(&mut peer, 4, EventKind::MessagePosted { message: nasty }).await;
    let line = program.line("hello").await;
    assert!(line.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line:?}");
    assert!(line.ends_with("/ there"), "one line for one event: {line:?}");
}

#[tokio::test]
async fn help_is_there_also_when_the_server_knows_none() {
    let (mut program, _peer) = Program::in_room(vec![]).await;
    program.type_line("/help-now").await;
    assert!(program.line("988").await.contains("free, day and night"));
}

#[tokio::test]
async fn commands_wait_for_what_they_are_about() {
    let (mut program, mut peer) = Program::in_room(vec![]).await;
    program.type_line("first words").await;
    program.type_line("/edit last better words").await;
    program.type_line("/nonsense").await;
    let (re, _) = peer.a_send().await;
    let mine = EventKind::MessagePosted { message: Message { body: "first words".into(), ..message(4) } };
    peer.sent(re, 4, false).await;
    program.line("sent #4").await;
    happens(&mut peer, 4, mine).await;
    let mut command = peer.command().await.1;
    if matches!(command, Read { .. }) {
        command = peer.command().await.1;
    }
    assert_eq!(command, Edit { message: message_id(4), body: "better words".into(), note: None });
}
