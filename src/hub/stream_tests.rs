use super::super::connection::Outlet;
use super::*;
use crate::frames::encode;
use crate::frames::tests::{EPOCH, STREAM, events};
use alongside_protocol::SessionId;
use uuid::Uuid;

/// Keeps what it is offered, and answers as it was told to.
struct Ear {
    answer: Offered,
    heard: Mutex<Vec<Text>>,
}

struct Listener {
    connection: Arc<Connection>,
    follower: Arc<Follower>,
    ear: Arc<Ear>,
}

impl Outlet for Ear {
    fn offer(&self, frames: &[Text]) -> Offered {
        if self.answer != Offered::Busy {
            locked(&self.heard).extend_from_slice(frames);
        }
        self.answer
    }
}

impl Listener {
    fn new(stream: &Stream, answer: Offered, lent: Option<i64>) -> Self {
        let id = |n| Uuid::from_u128(n);
        let connection = Arc::new(Connection::new(1, AccountId(id(7)), SessionId(id(8))));
        let ear = Arc::new(Ear { answer, heard: Mutex::default() });
        connection.set_outlet(ear.clone());
        let lent = Mutex::new(lent.map(Seq));
        let follower = Arc::new(Follower { connection: connection.clone(), told: AtomicBool::new(false), lent });
        locked(&stream.followers).add(follower.clone());
        Self { connection, follower, ear }
    }

    /// (frames that were written past its task, where it stands if that is lent, whether its task was told)
    fn state(&self) -> (usize, Option<i64>, bool) {
        let lent = locked(&self.follower.lent).map(|seq| seq.0);
        (locked(&self.ear.heard).len(), lent, !self.connection.take_told().is_empty())
    }
}

/// A log of five events, of which the tail has those after the third.
fn stream() -> Stream {
    let stream = Stream::new(STREAM);
    let mut tail = locked(&stream.tail);
    tail.reached(Seq(3));
    for n in 4..=5 {
        tail.push(encode(STREAM, EPOCH, Seq(n - 1), events(n..=n)));
    }
    drop(tail);
    stream
}

fn round(stream: &Stream) {
    let (mut at, mut piece) = (0, Piece::default());
    while stream.serve(at, 2, &mut piece) {
        at += 2;
    }
}

#[test]
fn whom_a_round_writes_to_and_whom_it_tells() {
    for (name, answer, lent, expected) in [
        ("reads along", Offered::Written, Some(4), (1, Some(5), false)),
        ("stands further back", Offered::Written, Some(3), (2, Some(5), false)),
        ("has it all", Offered::Written, Some(5), (0, Some(5), false)),
        ("takes a part at once", Offered::Held, Some(4), (1, Some(5), false)),
        ("is slow", Offered::Busy, Some(4), (0, Some(4), true)),
        ("is behind the tail", Offered::Written, Some(2), (0, Some(2), true)),
        ("reads for itself", Offered::Written, None, (0, None, true)),
    ] {
        let stream = stream();
        let listener = Listener::new(&stream, answer, lent);
        round(&stream);
        assert_eq!(listener.state(), expected, "who {name}");
        round(&stream);
        let (frames, lent, told) = expected;
        assert_eq!(
            listener.state(),
            (frames, lent, false),
            "who {name} is told once and written to once, not twice {told}"
        );
    }
}

#[test]
fn nothing_is_written_to_whom_rights_are_in_doubt_of() {
    let stream = stream();
    let listener = Listener::new(&stream, Offered::Written, Some(4));
    listener.connection.recheck();
    round(&stream);
    assert_eq!(listener.state(), (0, Some(4), true));
    let nudges = listener.connection.take_nudges();
    listener.follower.told.store(false, Ordering::Release);
    round(&stream);
    assert_eq!(listener.state(), (0, Some(4), true), "they are being looked at");
    listener.connection.put_back(nudges);
    listener.connection.heeded();
    listener.follower.told.store(false, Ordering::Release);
    round(&stream);
    assert_eq!(listener.state(), (0, Some(4), true), "they are still to be looked at");
    listener.connection.take_nudges();
    listener.connection.heeded();
    round(&stream);
    assert_eq!(listener.state(), (1, Some(5), false));
}

#[test]
fn a_round_meets_everybody_while_others_come_and_go() {
    let stream = stream();
    let listeners: Vec<_> = (0..7).map(|_| Listener::new(&stream, Offered::Written, Some(3))).collect();
    locked(&stream.followers).remove(2);
    let late = Listener::new(&stream, Offered::Written, Some(4));
    assert_eq!(locked(&stream.followers).places.len(), 7, "the place is used again");
    round(&stream);
    for (n, listener) in listeners.iter().enumerate() {
        assert_eq!(listener.state().0, if n == 2 { 0 } else { 2 }, "place {n}");
    }
    assert_eq!(late.state().0, 1);
    for place in 0..7 {
        assert!(!stream.is_abandoned());
        locked(&stream.followers).remove(place);
    }
    assert!(stream.is_abandoned());
}

#[tokio::test(start_paused = true)]
async fn what_is_more_than_one_write_takes_is_brought_all_the_same() {
    let stream = Arc::new(stream());
    let listeners =
        [Listener::new(&stream, Offered::Written, Some(5)), Listener::new(&stream, Offered::Written, Some(4))];
    let frames = encode(STREAM, EPOCH, Seq(5), events(6..=2_000));
    let bytes: usize = frames.iter().map(|frame| frame.text.len()).sum();
    assert!(bytes > 2 * TURN_BYTES, "{bytes}");
    locked(&stream.tail).push(frames.clone());
    super::super::rounds::bring(&stream);
    let all = async {
        while listeners.iter().any(|listener| *locked(&listener.follower.lent) != Some(Seq(2_000))) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(stream.has_forgotten(), "until the first round");
    let brought = tokio::time::timeout(Duration::from_secs(5), all).await;
    let states = listeners.map(|listener| listener.state());
    assert!(brought.is_ok(), "{states:?}");
    assert_eq!(states, [(frames.len(), Some(2_000), false), (frames.len() + 1, Some(2_000), false)]);
}
