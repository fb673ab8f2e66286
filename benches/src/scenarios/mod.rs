//! What is measured. Each scenario is a file with a `run`, listed here; it starts a server of its own, and fills one [`Row`].
//!
//! To add one: write its file, and list it in [`ALL`].

mod big;
mod connects;
mod durable;
mod duty;
mod fanout;
mod idle;
mod mixed;
mod ramp;
mod reconnects;
mod slow;
mod window;

use crate::Mishap;
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::{Kind, Shape, Target};
use std::time::Duration;

pub use window::Window;

/// How long and how large.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Measured time of a round.
    pub time: Duration,
    /// Before it.
    pub warm_up: Duration,
    /// Length of a message's text.
    pub body_bytes: usize,
    /// Multiplies the number of clients, for small machines and quick looks.
    pub scale: f64,
}

impl Plan {
    /// A number of clients, rooms or the like, at this plan's scale.
    pub fn scaled(&self, count: usize) -> usize {
        ((count as f64 * self.scale).round() as usize).max(1)
    }
}

/// Who can take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Also servers that only pass texts on.
    Everybody,
    /// Those that say when a message is stored for good.
    Acknowledging,
    Ours,
}

impl Who {
    pub fn includes(self, kind: &Kind) -> bool {
        match self {
            // What stores says less here than what passes on; it is measured where storing is.
            Self::Everybody => !kind.is_jetstream(),
            Self::Acknowledging => kind.acknowledges(),
            Self::Ours => matches!(kind, Kind::Alongside(_)),
        }
    }
}

pub struct Scenario {
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    pub who: Who,
    pub run: fn(&Plan, &Kind, &mut Row) -> Result<(), Mishap>,
}

pub const ALL: &[Scenario] = &[
    Scenario {
        name: "large",
        about: "1 room × 1,000 members, 50 messages a second",
        who: Who::Everybody,
        run: fanout::large,
    },
    Scenario {
        name: "max-one",
        about: "1 room × 1,000 members, 64 messages outstanding",
        who: Who::Everybody,
        run: fanout::max_one,
    },
    Scenario {
        name: "max-many",
        about: "100 rooms × 20 members, 8 messages outstanding in each",
        who: Who::Everybody,
        run: fanout::max_many,
    },
    Scenario {
        name: "ahead",
        about: "1 room × 1,000 members, 64 senders who wait for their acknowledgements only, and run ahead of the others",
        who: Who::Acknowledging,
        run: fanout::ahead,
    },
    Scenario {
        name: "small",
        about: "50 rooms × 10 members, 2 messages a second in each: an ordinary evening",
        who: Who::Everybody,
        run: fanout::small,
    },
    Scenario {
        name: "ramp",
        about: "1 room × 1,000 members, the rate doubles until the 99th percentile passes a second",
        who: Who::Everybody,
        run: ramp::run,
    },
    Scenario {
        name: "connects",
        about: "2,000 people in 100 rooms sign in with a token and join, 200 at a time; before that 200 at once",
        who: Who::Everybody,
        run: connects::many_rooms,
    },
    Scenario {
        name: "connects-one",
        about: "the same with 1,000 people and one room",
        who: Who::Everybody,
        run: connects::one_room,
    },
    Scenario {
        name: "reconnects",
        about: "5,000 people lose their connection at once and come back to what they missed",
        who: Who::Ours,
        run: reconnects::run,
    },
    Scenario {
        name: "idle",
        about: "memory for each of 10,000 joined connections, before and after talk",
        who: Who::Everybody,
        run: idle::run,
    },
    Scenario {
        name: "durable",
        about: "send to acknowledgement at 1, 16, 64 and 256 senders with the disk really written",
        who: Who::Acknowledging,
        run: durable::run,
    },
    Scenario {
        name: "slow",
        about: "1 room × 200 members, 20 of them read 2 kB a second",
        who: Who::Everybody,
        run: slow::run,
    },
    Scenario {
        name: "mixed",
        about: "20 rooms × 25 members who talk, type, edit, read history, leave and come back",
        who: Who::Ours,
        run: mixed::run,
    },
    Scenario {
        name: "big",
        about: "start on a database of 1,000,000 messages and open their room anywhere",
        who: Who::Ours,
        run: big::run,
    },
    Scenario {
        name: "duty",
        about: "one look of the duty reconciler at 100,000 rooms in which nothing is due",
        who: Who::Ours,
        run: duty::run,
    },
];

pub fn find(name: &str) -> Option<&'static Scenario> {
    ALL.iter().find(|scenario| scenario.name == name)
}

/// How many are brought in at a time where that is not what is measured.
const ENTER_AT_ONCE: usize = 200;
/// Who is here is told after everybody came in: that is over when nothing came for so long.
const QUIET: Duration = Duration::from_millis(500);
const QUIET_WITHIN: Duration = Duration::from_secs(60);

/// A started server and clients that have all come in and heard the last of it.
fn gathered(plan: &Plan, kind: &Kind, shape: Shape, senders: usize) -> Result<(Target, Swarm), Mishap> {
    let target = Target::start(kind, shape)?;
    let mut swarm = Swarm::new(&target, senders, plan.body_bytes)?;
    swarm.enter(ENTER_AT_ONCE)?;
    if !swarm.turn_until_quiet(QUIET, QUIET_WITHIN)? {
        return Err(Mishap::Stuck("the server did not become quiet after everybody had come in".into()));
    }
    Ok((target, swarm))
}

/// Says how far a round is, over the line that said it before.
fn progress(swarm: &Swarm, so_far: Duration) {
    let ledger = &swarm.ledger;
    eprint!(
        "\r    {:>3} s   {:>10} deliveries   99 % within {:>8.1} ms   ",
        so_far.as_secs(),
        ledger.deliveries,
        ledger.delivery_us.value_at_quantile(0.99) as f64 / 1e3
    );
}
