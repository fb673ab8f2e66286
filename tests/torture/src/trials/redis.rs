//! Redis goes away, hangs, forgets, drops its listeners, loses a last word and tells lies, under load. Nobody may
//! notice: it carries hints.

mod lies;

use crate::field::Field;
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_testkit::Faults;
use alongside_testkit::resp::{Published, Reply, Resp};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};
use std::time::{Duration, Instant};

/// While Redis is away everybody has a message within this time after its acknowledgement.
const DELIVERED_WITHIN: Duration = Duration::from_secs(2);
/// And a last message before silence, when what told of it was lost.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(5);
/// The nodes say so (`degraded`) within this time, and that it is over within this time after Redis came back.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
const TOLD_OVER_WITHIN: Duration = Duration::from_secs(5);
/// How often they are asked.
const ASK_EVERY: Duration = Duration::from_millis(25);
/// Longer than any of these, so that what is late is seen and measured.
const PATIENCE: Duration = Duration::from_secs(20);
/// Outages under load; those of the first set of faults last as long as [`LONG_OUTAGE`].
const OUTAGE_MS: Range<u64> = 300..2_500;
const LONG_OUTAGE: Duration = Duration::from_secs(10);
/// With fewer cycles than this nobody has the time for the long one.
const CYCLES_FOR_A_LONG_OUTAGE: u32 = 20;
/// A Redis that stumbles dies so often in a row; in a run with the time for it so often that 21 cycles have 50 restarts.
const STUMBLES: RangeInclusive<u32> = 1..=5;
const MANY_STUMBLES: RangeInclusive<u32> = 16..=20;
/// What is published is noted, to make lies from: so many messages, if they come within this time.
const OVERHEARD: usize = 60;
const EAVESDROP: Duration = Duration::from_millis(300);
const EAVESDROPS: usize = 12;
/// Lies told in one cycle.
const LIES: usize = 300;
/// A message this long is more than a listener with a tiny buffer may have waiting.
const TOO_LONG_BYTES: usize = 256 * 1024;
/// What tells of the last word is swallowed for so long: its message; that and both beacons that tell of it.
const SWALLOWS: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(1_200)];
/// Redis' own default for the buffers of listeners, and a tiny one.
const BUFFERS: [&[u8]; 2] = [b"pubsub 32mb 8mb 60", b"pubsub 4kb 1kb 1"];

#[derive(Debug, Clone, Copy)]
enum Fault {
    Stopped,
    Stumbling,
    Frozen,
    Forgetful,
    Narrow,
    LastWord,
    Lies,
}

const FAULTS: [Fault; 7] =
    [Fault::Stopped, Fault::Lies, Fault::LastWord, Fault::Stumbling, Fault::Frozen, Fault::Narrow, Fault::Forgetful];

struct Trial {
    field: Field,
    rng: StdRng,
    much_time: bool,
    /// The slowest delivery while Redis was away or did not answer, and how many there were.
    slowest: Duration,
    during_outages: usize,
    slowest_last_word: Duration,
    last_words: u32,
    longest_outage: Duration,
    /// Until all nodes said that they are degraded, and that they are no longer.
    told: Duration,
    told_over: Duration,
    restarts: u32,
    lies: usize,
    /// Listeners that Redis dropped, and how often it was to.
    dropped: u64,
    narrowed: u32,
    words_swallowed: u32,
}

/// The connections that listen now, by Redis' own numbers for them.
async fn listeners(redis: &mut Resp) -> Result<BTreeSet<String>, Mishap> {
    let told = match redis.ask(&[b"CLIENT", b"LIST", b"TYPE", b"pubsub"]).await? {
        Reply::Bytes(told) => String::from_utf8_lossy(&told).into_owned(),
        other => return Err(Mishap::Stuck(format!("Redis' listeners are {other:?}"))),
    };
    Ok(told
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("id=")))
        .map(str::to_owned)
        .collect())
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let began = Instant::now();
    let mut trial = Trial::of(Field::open(plan).await?, plan);
    let mut tally = Tally::of(plan.cycles);
    for cycle in 1..=plan.cycles {
        let fault = FAULTS[(cycle as usize - 1) % FAULTS.len()];
        trial.field.load(&mut trial.rng).await?;
        let long = trial.much_time && (cycle as usize) <= FAULTS.len();
        let struck = trial.strike(fault, long).await.map_err(|mishap| trial.field.with_output(mishap))?;
        trial.field.tell(cycle, plan.cycles, began, &struck);
    }
    trial.finish(&mut tally).await?;
    Ok(tally)
}

impl Trial {
    fn of(field: Field, plan: Plan) -> Self {
        Self {
            field,
            rng: StdRng::seed_from_u64(plan.seed),
            much_time: plan.cycles >= CYCLES_FOR_A_LONG_OUTAGE,
            slowest: Duration::ZERO,
            during_outages: 0,
            slowest_last_word: Duration::ZERO,
            last_words: 0,
            longest_outage: Duration::ZERO,
            told: Duration::ZERO,
            told_over: Duration::ZERO,
            restarts: 0,
            lies: 0,
            dropped: 0,
            narrowed: 0,
            words_swallowed: 0,
        }
    }
    async fn finish(self, tally: &mut Tally) -> Result<(), Mishap> {
        let reconnects = self.field.crowd.reconnects();
        self.field.finish(tally).await?;
        tally.at_most("reconnects", reconnects, 0_u32);
        tally.at_most("slowest_delivery_ms", self.slowest.as_millis(), DELIVERED_WITHIN.as_millis());
        tally.at_least("during_outages", self.during_outages as u64, 1_u32);
        tally.figure("longest_outage_ms", self.longest_outage.as_millis());
        tally.at_most("degraded_told_ms", self.told.as_millis(), TOLD_WITHIN.as_millis());
        tally.at_most("over_told_ms", self.told_over.as_millis(), TOLD_OVER_WITHIN.as_millis());
        tally.figure("restarts", self.restarts);
        if self.last_words > 0 {
            tally.figure("last_words", self.last_words);
            tally.at_most("slowest_last_word_ms", self.slowest_last_word.as_millis(), LAST_WORD_WITHIN.as_millis());
        }
        tally.figure("lies", self.lies as u64);
        tally.at_least("listeners_dropped", self.dropped, self.narrowed);
        tally.at_least("last_words_swallowed", self.words_swallowed, self.last_words);
        Ok(())
    }

    async fn strike(&mut self, fault: Fault, long: bool) -> Result<String, Mishap> {
        match fault {
            Fault::Stopped | Fault::Frozen => self.outage(matches!(fault, Fault::Frozen), long).await,
            Fault::Stumbling => self.stumble().await,
            Fault::Forgetful => self.ask(&[b"FLUSHALL"]).await.map(|()| "Redis forgot everything".into()),
            Fault::Narrow => self.narrow().await,
            Fault::LastWord => self.last_words().await,
            Fault::Lies => self.lie().await,
        }
    }

    async fn ask(&self, words: &[&[u8]]) -> Result<(), Mishap> {
        self.field.nodes.redis.talk().await?.ask(words).await?;
        Ok(())
    }

    async fn outage(&mut self, frozen: bool, long: bool) -> Result<String, Mishap> {
        let length = match long {
            true => LONG_OUTAGE,
            false => Duration::from_millis(self.rng.random_range(OUTAGE_MS)),
        };
        let from = Instant::now();
        match frozen {
            true => self.field.nodes.redis.freeze()?,
            false => self.field.nodes.redis.kill(),
        }
        let asking = self.all_say(true, length);
        let ((), told) = tokio::join!(tokio::time::sleep(length), asking);
        // A short outage may be over before anybody has noticed it.
        self.told = self.told.max(told.unwrap_or(length));
        let to = Instant::now();
        match frozen {
            true => self.field.nodes.redis.thaw(),
            false => self.field.nodes.restart_redis().await?,
        }
        self.told_over = self.told_over.max(self.all_say(false, PATIENCE).await.unwrap_or(PATIENCE));
        self.restarts += u32::from(!frozen);
        self.longest_outage = self.longest_outage.max(to - from);
        // What was acknowledged last has its time too.
        tokio::time::sleep(DELIVERED_WITHIN).await;
        let (slowest, count) = self.field.crowd.deliveries.slowest(from, to);
        self.slowest = self.slowest.max(slowest);
        self.during_outages += count;
        let what = if frozen { "hung" } else { "was away" };
        let (length, slowest) = ((to - from).as_millis(), slowest.as_millis());
        Ok(format!("Redis {what} for {length} ms, {count} messages meanwhile, the slowest took {slowest} ms"))
    }

    /// How long it took until all nodes said that they are degraded, or that they are not.
    async fn all_say(&self, degraded: bool, patience: Duration) -> Option<Duration> {
        let began = Instant::now();
        while began.elapsed() < patience {
            let said = join_all(self.field.servers().map(|server| server.is_degraded())).await;
            if said.into_iter().all(|said| said == Some(degraded)) {
                return Some(began.elapsed());
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        None
    }

    async fn stumble(&mut self) -> Result<String, Mishap> {
        let times = self.rng.random_range(if self.much_time { MANY_STUMBLES } else { STUMBLES });
        for _ in 0..times {
            self.field.nodes.restart_redis().await?;
            let pause = Duration::from_millis(self.rng.random_range(0..200));
            tokio::time::sleep(pause).await;
        }
        self.restarts += times;
        Ok(format!("Redis died and came back {times} times"))
    }

    /// Listeners get more at once than Redis keeps for them, so that it drops them.
    async fn narrow(&mut self) -> Result<String, Mishap> {
        let channels = self.channels().await?;
        let mut redis = self.field.nodes.redis.talk().await?;
        redis.ask(&[b"CONFIG", b"SET", b"client-output-buffer-limit", BUFFERS[1]]).await?;
        let before = listeners(&mut redis).await?;
        let junk = vec![b'x'; TOO_LONG_BYTES];
        for channel in &channels {
            redis.publish(channel, &junk).await?;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        redis.ask(&[b"CONFIG", b"SET", b"client-output-buffer-limit", BUFFERS[0]]).await?;
        let dropped = before.difference(&listeners(&mut redis).await?).count() as u64;
        self.narrowed += 1;
        self.dropped += dropped;
        Ok(format!("Redis dropped {dropped} listeners that had a tiny buffer"))
    }

    async fn channels(&self) -> Result<Vec<Vec<u8>>, Mishap> {
        let mut channels: Vec<_> = self.eavesdrop().await?.into_iter().map(|heard| heard.channel).collect();
        channels.sort();
        channels.dedup();
        Ok(channels)
    }
    async fn eavesdrop(&self) -> Result<Vec<Published>, Mishap> {
        let mut listener = self.field.nodes.redis.talk().await?.listen().await?;
        let mut heard = Vec::new();
        for _ in 0..EAVESDROPS {
            heard.extend(listener.hear(EAVESDROP).await?);
            if heard.len() >= OVERHEARD {
                break;
            }
        }
        Ok(heard)
    }

    async fn last_words(&mut self) -> Result<String, Mishap> {
        self.field.crowd.rest().await?;
        let mut told = Vec::new();
        for swallow in SWALLOWS {
            told.push(self.last_word(swallow).await?);
        }
        self.field.crowd.go_on();
        Ok(told.join("; "))
    }
    /// One message into the silence, whose announcement nobody gets, then silence.
    async fn last_word(&mut self, swallow: Duration) -> Result<String, Mishap> {
        let before = self.swallowed();
        self.field.answers_of_redis(&Faults { swallowed: true, ..Faults::default() });
        let client = self.rng.random_range(0..self.field.hall.people.len());
        let patience = LAST_WORD_WITHIN * 4;
        let text = format!("the last word before silence, number {}", self.last_words + 1);
        let healing = async {
            tokio::time::sleep(swallow).await;
            self.field.answers_of_redis(&Faults::default());
        };
        let (took, ()) = tokio::join!(self.field.crowd.say(client, &text, patience), healing);
        let took = took?;
        self.slowest_last_word = self.slowest_last_word.max(took);
        self.last_words += 1;
        let swallowed = self.swallowed() - before;
        self.words_swallowed += u32::from(swallowed > 0);
        Ok(format!("a last word was swallowed ({swallowed} bytes) and came after {} ms", took.as_millis()))
    }
    fn swallowed(&self) -> u64 {
        self.field.nodes.nodes.iter().map(|node| node.to_redis.swallowed()).sum()
    }

    /// What was published is published again: doubled, in another order, on other channels, altered and forged.
    async fn lie(&mut self) -> Result<String, Mishap> {
        let mut heard = self.eavesdrop().await?;
        let mut redis = self.field.nodes.redis.talk().await?;
        heard.shuffle(&mut self.rng);
        let (mut told, mut believed) = (0, 0);
        for _ in 0..LIES {
            let (Some(one), Some(other)) = (heard.choose(&mut self.rng), heard.choose(&mut self.rng)) else { break };
            let lie = lies::altered(&one.payload, &other.payload, &mut self.rng);
            believed += redis.publish(&other.channel, &lie).await?;
            told += 1;
        }
        self.lies += told;
        Ok(format!("{told} lies from {} true words reached {believed} ears", heard.len()))
    }
}
