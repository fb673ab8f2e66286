//! Follows every client through every stream: what it was told to be complete has to be complete.

use super::truth::Truth;
use super::{Report, Rules, Violation};
use crate::record::{Kind, Listed, Record, Seen, What};
use alongside_protocol::client::Resume;
use alongside_protocol::server::ResyncReason;
use alongside_protocol::stream::{Position, Seq};
use alongside_protocol::{Epoch, MessageId, StreamId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Parts of logs that somebody looked at completely, by room.
#[derive(Debug, Default)]
pub struct Looked(HashMap<StreamId, BTreeMap<Seq, Seq>>);

impl Looked {
    /// Everything after `after` up to and including `to`. Overlapping parts become one.
    fn add(&mut self, stream: StreamId, after: Seq, to: Seq) {
        let parts = self.0.entry(stream).or_default();
        let (mut from, mut end) = (after, to);
        while let Some((&start, &stop)) = parts.range(..=end).next_back() {
            if stop < from {
                break;
            }
            (from, end) = (from.min(start), end.max(stop));
            parts.remove(&start);
        }
        parts.insert(from, end);
    }
    pub fn at(&self, stream: StreamId, seq: Seq) -> bool {
        let Some(parts) = self.0.get(&stream) else { return false };
        parts.range(..seq).next_back().is_some_and(|(_, to)| *to >= seq)
    }
}

/// One client in one stream.
#[derive(Debug, Default)]
struct Journey {
    cursor: Option<Position>,
    /// The position that was named when it was last asked for, and the record of asking.
    asked: (Option<Position>, usize),
    /// The same for what is being read now.
    reading_since: usize,
    /// Everything up to here was delivered by the subscription that is being read now.
    delivered: Option<Seq>,
    in_hole: bool,
    saw_gone: HashSet<MessageId>,
}

struct Follow<'a> {
    rules: &'a Rules,
    truth: &'a Truth,
    report: &'a mut Report,
    looked: Looked,
    journeys: HashMap<(u32, StreamId), Journey>,
    /// Hellos that are not welcomed yet.
    hellos: HashMap<u32, (&'a [Resume], usize)>,
    /// When each page was asked for.
    pages: HashMap<(u32, u64), usize>,
}

pub fn follow<'a>(records: &'a [Record], rules: &'a Rules, truth: &'a Truth, report: &'a mut Report) -> Looked {
    let mut follow = Follow {
        rules,
        truth,
        report,
        looked: Looked::default(),
        journeys: HashMap::new(),
        hellos: HashMap::new(),
        pages: HashMap::new(),
    };
    for (index, Record { client, what }) in records.iter().enumerate() {
        follow.record(index, *client, what);
    }
    follow.looked
}

impl<'a> Follow<'a> {
    fn journey(&mut self, client: u32, stream: StreamId) -> &mut Journey {
        self.journeys.entry((client, stream)).or_default()
    }

    fn record(&mut self, index: usize, client: u32, what: &'a What) {
        match what {
            What::Hello { resume } => drop(self.hellos.insert(client, (resume, index))),
            What::Welcomed => {
                // Until now an old socket may have been read.
                let (resumes, asked_at) = self.hellos.remove(&client).unwrap_or_default();
                for resume in resumes {
                    self.journey(client, resume.stream).asked = (resume.position, asked_at);
                }
            }
            What::Subscribe { stream, position } => self.journey(client, *stream).asked = (*position, index),
            What::Replay { stream, head } => self.replay(client, *stream, *head),
            What::Batch { stream, epoch, prev, to, seen } => {
                self.batch(client, *stream, *epoch, (*prev, *to), seen);
            }
            What::Snapshot { stream, reason, position, has_older, listed } => {
                self.snapshot(client, *stream, *reason, *position, *has_older, listed);
            }
            What::PageAsked { request, .. } => drop(self.pages.insert((client, *request), index)),
            What::Page { request, room, head, has_older, has_newer, listed } => {
                let since = self.pages.remove(&(client, *request)).unwrap_or(0);
                let stream = (*room).into();
                let after = if *has_older { listed.first().map(|first| Seq(first.seq.0 - 1)) } else { Some(Seq(0)) };
                let to = if *has_newer { listed.last().map(|last| last.seq) } else { Some(*head) };
                if let (Some(after), Some(to)) = (after, to) {
                    self.listing(client, stream, (after, to), listed, "page");
                }
                self.no_deleted_text(client, stream, since, listed, "page");
            }
            What::Reached { room, head } => {
                self.must_have(client, (*room).into(), *head, "the end was told to be reached, and was not");
            }
            What::Due { room, head } => self.must_have(client, (*room).into(), *head, "it did not come in time"),
            _ => {}
        }
    }

    fn must_have(&mut self, client: u32, stream: StreamId, head: Seq, what: &'static str) {
        if self.journey(client, stream).cursor.is_none_or(|cursor| cursor.seq < head) {
            self.gap(client, stream, head, what);
        }
    }

    fn replay(&mut self, client: u32, stream: StreamId, head: Seq) {
        let journey = self.journey(client, stream);
        let (position, since) = journey.asked;
        journey.reading_since = since;
        journey.delivered = position.map(|position| position.seq);
        journey.in_hole = false;
        journey.cursor = journey.cursor.or(position);
        if let Some(position) = position.filter(|position| position.seq > head) {
            self.report.violations.insert(Violation::WentBack { client, stream, seq: position.seq });
        }
    }

    fn batch(&mut self, client: u32, stream: StreamId, epoch: Epoch, span: (Seq, Seq), seen: &[Seen]) {
        let (prev, to) = span;
        let journey = self.journey(client, stream);
        let delivered = journey.delivered;
        if journey.cursor.is_none_or(|cursor| cursor.epoch != epoch) {
            return;
        }
        let since = journey.reading_since;
        if let Some(repeated) = seen.iter().find(|event| delivered.is_some_and(|delivered| event.seq <= delivered)) {
            let what = "a subscription delivered an event twice";
            self.report.violations.insert(Violation::Duplicated { client, stream, seq: repeated.seq, what });
        }
        if let Some(pair) = seen.windows(2).find(|pair| pair[0].seq >= pair[1].seq) {
            let what = "a batch is out of order";
            self.report.violations.insert(Violation::Reordered { client, stream, seq: pair[1].seq, what });
        }
        if let Some(stray) = seen.iter().find(|event| event.seq <= prev || event.seq > to) {
            self.gap(client, stream, stray.seq, "an event stands outside the span of its batch");
        }
        let listed: Vec<_> = seen.iter().filter_map(|event| event.listed.clone()).collect();
        self.no_deleted_text(client, stream, since, &listed, "batch");
        let journey = self.journey(client, stream);
        let gone = seen.iter().filter(|event| event.kind == Kind::Deleted).filter_map(|event| event.listed.as_ref());
        journey.saw_gone.extend(gone.map(|listed| listed.message));
        journey.delivered = delivered.max(Some(to));
        let Some(cursor) = journey.cursor else { return };
        if prev > cursor.seq {
            if !std::mem::replace(&mut journey.in_hole, true) {
                self.report.holes_repaired += 1;
            }
            return;
        }
        if to > cursor.seq {
            journey.cursor = Some(Position { seq: to, ..cursor });
        }
        self.complete(client, stream, epoch, span, seen);
    }

    /// Whoever gets a span gets everything in it, and every number in it was given to somebody.
    fn complete(&mut self, client: u32, stream: StreamId, epoch: Epoch, (prev, to): (Seq, Seq), seen: &[Seen]) {
        if self.is_filtered(client, stream) || to <= prev {
            return;
        }
        self.looked.add(stream, prev, to);
        let Some(log) = self.truth.logs.get(&(stream, epoch)) else {
            self.gap(client, stream, prev.next(), "a span without any event");
            return;
        };
        let mut mine = seen.iter().map(|event| event.seq).peekable();
        for seq in (prev.0 + 1..=to.0).map(Seq) {
            if mine.next_if_eq(&seq).is_some() {
                continue;
            }
            let what = match log.contains_key(&seq) {
                true => "others saw an event that is missing in a span",
                false => "nobody ever saw an event of this number",
            };
            self.gap(client, stream, seq, what);
        }
    }

    fn snapshot(
        &mut self,
        client: u32,
        stream: StreamId,
        reason: ResyncReason,
        position: Position,
        has_older: bool,
        listed: &[Listed],
    ) {
        let restores = self.rules.restores;
        let journey = self.journey(client, stream);
        let before = journey.cursor.replace(position);
        let since = journey.asked.1;
        journey.reading_since = since;
        journey.delivered = Some(position.seq);
        journey.in_hole = false;
        let began_anew = matches!(reason, ResyncReason::Ahead | ResyncReason::EpochChanged);
        let shorter = before.is_some_and(|before| before.epoch == position.epoch && before.seq > position.seq);
        if (began_anew && !restores) || shorter {
            self.report.violations.insert(Violation::WentBack { client, stream, seq: position.seq });
        }
        if listed.is_empty() && has_older {
            return;
        }
        let after = if has_older { Seq(listed[0].seq.0 - 1) } else { Seq(0) };
        self.listing(client, stream, (after, position.seq), listed, "snapshot");
        self.no_deleted_text(client, stream, since, listed, "snapshot");
    }

    /// Everything that is known to stand in this part is listed, in order, once.
    fn listing(&mut self, client: u32, stream: StreamId, (after, to): (Seq, Seq), listed: &[Listed], by: &'static str) {
        if let Some(pair) = listed.windows(2).find(|pair| pair[0].seq >= pair[1].seq) {
            let what = "a listing is out of order";
            self.report.violations.insert(Violation::Reordered { client, stream, seq: pair[1].seq, what });
        }
        if self.is_filtered(client, stream) || to <= after {
            return;
        }
        self.looked.add(stream, after, to);
        let there: HashSet<_> = listed.iter().map(|message| message.message).collect();
        let known = self.truth.messages.get(&stream).into_iter().flat_map(|log| log.range(after.next()..=to));
        let missing: Vec<_> = known
            .filter(|(_, message)| !there.contains(message) && !self.truth.held.contains(message))
            .map(|(seq, _)| *seq)
            .collect();
        for seq in missing {
            let what = if by == "page" { "a page misses a message" } else { "a snapshot misses a message" };
            self.gap(client, stream, seq, what);
        }
    }

    fn no_deleted_text(&mut self, client: u32, stream: StreamId, since: usize, listed: &[Listed], by: &'static str) {
        let truth = self.truth;
        let known = |message: &MessageId| truth.gone_at.get(message);
        let saw_gone = &self.journeys.entry((client, stream)).or_default().saw_gone;
        let gone = |message: &MessageId| {
            known(message).is_some_and(|at| *at < since) || (saw_gone.contains(message) && known(message).is_some())
        };
        let shown = listed.iter().filter(|listed| listed.text.is_some()).map(|listed| listed.message);
        let quoted = listed.iter().filter_map(|listed| listed.quotes);
        let back: Vec<_> = shown.chain(quoted).filter(|message| gone(message)).collect();
        for message in back {
            self.report.violations.insert(Violation::Resurrected { client, message, by });
        }
    }

    fn is_filtered(&self, client: u32, stream: StreamId) -> bool {
        self.rules.filtered.contains(&(client, stream.room()))
    }
    fn gap(&mut self, client: u32, stream: StreamId, seq: Seq, what: &'static str) {
        self.report.violations.insert(Violation::Gap { client, stream, seq, what });
    }
}
