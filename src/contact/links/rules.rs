//! Which links stand in a text, what an answer says of one, and when it is looked at again. Pure.

use crate::egress::Fault;
use alongside_protocol::Timestamp;
use alongside_protocol::http::{LinkFault, LinkState};
use alongside_protocol::limits::LINK_CHARACTERS;
use chrono::TimeDelta;

/// What leads nowhere so often in a row, over so long a time, is broken; until then it is in doubt.
const FAILURES: i64 = 3;
const FAILING_FOR: TimeDelta = TimeDelta::hours(24);
/// When a link is looked at again.
const WORKING: TimeDelta = TimeDelta::days(3);
const FAILED: [TimeDelta; 2] = [TimeDelta::hours(1), TimeDelta::hours(8)];
const FAILED_OFTEN: TimeDelta = TimeDelta::hours(24);
const REFUSED: TimeDelta = TimeDelta::days(7);
/// And at random up to so much later: half of the time, so that looks do not gather at one hour.
const JITTER_PARTS: u64 = 1_000;

/// The links that readers see in a text: `https://` after no letter or digit, up to white space, `<`, `>` or `"`, without what
/// belongs to the sentence around it (see the protocol's mark-up). `http` too where a trial allows it.
pub fn links_in(text: &str, also_http: bool) -> Vec<String> {
    let mut found = Vec::new();
    let schemes: &[&str] = if also_http { &["https://", "http://"] } else { &["https://"] };
    for scheme in schemes {
        for (at, _) in text.match_indices(scheme) {
            let joined = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            let link = until_its_end(&text[at..]);
            let fits = link.len() > scheme.len() && link.chars().count() <= LINK_CHARACTERS;
            if !joined && fits && !found.iter().any(|known| known == link) {
                found.push(link.to_owned());
            }
        }
    }
    found
}

fn until_its_end(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    let mut link = &rest[..end];
    loop {
        let unopened = link.ends_with(')') && link.matches(')').count() > link.matches('(').count();
        match link.strip_suffix(['.', ',', ';', ':', '!', '?', '\'', '*', '_']) {
            Some(shorter) => link = shorter,
            None if unopened => link = &link[..link.len() - 1],
            None => return link,
        }
    }
}

/// What one look at a link found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    Works(u16),
    /// Its server answers, but lets no program look, or not now.
    Unclear(u16),
    Fails(LinkFault, Option<u16>),
    /// It was not looked at.
    Refused,
}

impl Finding {
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Works(status),
            401 | 402 | 403 | 405 | 406 | 407 | 409 | 418 | 423 | 425 | 429 | 451 | 503 | 999 => Self::Unclear(status),
            _ => Self::Fails(LinkFault::Status, Some(status)),
        }
    }

    pub fn of_fault(fault: Fault) -> Self {
        match fault {
            Fault::NoHost => Self::Fails(LinkFault::NoHost, None),
            Fault::NoConnection => Self::Fails(LinkFault::NoConnection, None),
            Fault::Certificate => Self::Fails(LinkFault::Certificate, None),
            Fault::Slow => Self::Fails(LinkFault::Slow, None),
            Fault::NoAnswer => Self::Fails(LinkFault::NoAnswer, None),
            Fault::Private => Self::Refused,
        }
    }
}

/// A link as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub state: LinkState,
    /// Looks in a row that found it wrong, and when the first was.
    pub failures: i64,
    pub failing_since: Option<Timestamp>,
    pub since: Timestamp,
    pub fault: Option<LinkFault>,
    pub status: Option<u16>,
}

/// The link after a look, and when the next one is. `chance` is below [`JITTER_PARTS`].
pub fn after(known: &Known, finding: Finding, now: Timestamp, chance: u64) -> (Known, Timestamp) {
    let failing = matches!(finding, Finding::Fails(..));
    let failures = if failing { known.failures + 1 } else { 0 };
    let failing_since = failing.then(|| known.failing_since.unwrap_or(now));
    let long = failing_since.is_some_and(|since| now.since(since) >= FAILING_FOR);
    let state = match finding {
        Finding::Works(_) => LinkState::Works,
        Finding::Unclear(_) => LinkState::Doubtful,
        Finding::Refused => LinkState::Refused,
        Finding::Fails(..) if known.state == LinkState::Broken || failures >= FAILURES && long => LinkState::Broken,
        Finding::Fails(..) => LinkState::Doubtful,
    };
    let (fault, status) = match finding {
        Finding::Works(status) => (None, Some(status)),
        Finding::Unclear(status) => (Some(LinkFault::Status), Some(status)),
        Finding::Fails(fault, status) => (Some(fault), status),
        Finding::Refused => (Some(LinkFault::PrivateAddress), None),
    };
    let since = if state == known.state { known.since } else { now };
    let next = now + jittered(wait(state, failures), chance);
    (Known { state, failures, failing_since, since, fault, status }, next)
}

fn wait(state: LinkState, failures: i64) -> TimeDelta {
    match state {
        LinkState::Works | LinkState::Unchecked => WORKING,
        LinkState::Refused => REFUSED,
        LinkState::Doubtful if failures == 0 => WORKING,
        LinkState::Doubtful | LinkState::Broken => {
            let earlier = usize::try_from(failures - 1).unwrap_or_default();
            FAILED.get(earlier).copied().unwrap_or(FAILED_OFTEN)
        }
    }
}

fn jittered(wait: TimeDelta, chance: u64) -> TimeDelta {
    let part = i64::try_from(chance.min(JITTER_PARTS)).unwrap_or_default();
    wait + TimeDelta::milliseconds(wait.num_milliseconds() / 2 * part / JITTER_PARTS as i64)
}

/// How chance is to be drawn for [`after`].
pub const CHANCES: u64 = JITTER_PARTS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_what_readers_see_as_such() {
        for (text, links) in [
            ("nothing here", vec![]),
            ("See https://example.org/a.", vec!["https://example.org/a"]),
            ("(see https://example.org/a_(b))", vec!["https://example.org/a_(b)"]),
            ("https://a.example,https://b.example", vec!["https://a.example,https://b.example", "https://b.example"]),
            ("xhttps://example.org", vec![]),
            ("<https://example.org/?q=\"x\">", vec!["https://example.org/?q="]),
            ("*https://example.org*", vec!["https://example.org"]),
            ("https://", vec![]),
            ("https://... and http://example.org", vec![]),
            ("https://example.org https://example.org", vec!["https://example.org"]),
            ("línea https://example.org/ñ…", vec!["https://example.org/ñ…"]),
        ] {
            assert_eq!(links_in(text, false), links, "{text}");
        }
        assert_eq!(links_in("http://127.0.0.1:9/x", true), ["http://127.0.0.1:9/x"]);
        let long = format!("https://{}", "a".repeat(LINK_CHARACTERS));
        assert_eq!(links_in(&long, false), Vec::<String>::new());
    }

    #[test]
    fn what_an_answer_says() {
        for (status, finding) in [
            (200, Finding::Works(200)),
            (204, Finding::Works(204)),
            (403, Finding::Unclear(403)),
            (429, Finding::Unclear(429)),
            (404, Finding::Fails(LinkFault::Status, Some(404))),
            (410, Finding::Fails(LinkFault::Status, Some(410))),
            (500, Finding::Fails(LinkFault::Status, Some(500))),
            (304, Finding::Fails(LinkFault::Status, Some(304))),
        ] {
            assert_eq!(Finding::of_status(status), finding);
        }
        assert_eq!(Finding::of_fault(Fault::Private), Finding::Refused);
        assert_eq!(Finding::of_fault(Fault::Slow), Finding::Fails(LinkFault::Slow, None));
    }

    const NEW: Known = Known {
        state: LinkState::Unchecked,
        failures: 0,
        failing_since: None,
        since: Timestamp::from_millis(0),
        fault: None,
        status: None,
    };

    /// Looks at these hours, and the state after each.
    fn check(looks: &[(i64, Finding, LinkState)]) {
        let mut known = NEW;
        for (hour, finding, state) in looks {
            let now = Timestamp::from_millis(hour * 3_600_000);
            let (after, next) = after(&known, *finding, now, 0);
            assert_eq!(after.state, *state, "at hour {hour}: {finding:?}");
            assert!(next > now);
            assert_eq!(after.since == now, after.state != known.state || known.since == now, "at hour {hour}");
            known = after;
        }
    }

    #[test]
    fn one_bad_day_of_a_server_breaks_no_link() {
        use LinkState::*;
        let gone = Finding::Fails(LinkFault::Status, Some(404));
        let slow = Finding::Fails(LinkFault::Slow, None);
        check(&[
            (1, gone, Doubtful),
            (2, gone, Doubtful),
            (24, gone, Doubtful),
            (25, gone, Broken),
            (26, slow, Broken),
        ]);
        check(&[(1, slow, Doubtful), (30, slow, Doubtful), (40, slow, Broken), (60, Finding::Works(200), Works)]);
        check(&[(1, gone, Doubtful), (20, Finding::Works(200), Works), (40, gone, Doubtful), (50, gone, Doubtful)]);
        check(&[(1, Finding::Unclear(403), Doubtful), (99, Finding::Unclear(403), Doubtful)]);
        check(&[(1, Finding::Refused, Refused), (200, Finding::Works(200), Works)]);
        // Somebody who lets no program look is not the same as nobody.
        check(&[
            (1, gone, Doubtful),
            (20, gone, Doubtful),
            (26, Finding::Unclear(429), Doubtful),
            (30, gone, Doubtful),
        ]);
    }

    #[test]
    fn looks_come_seldom_and_never_all_at_once() {
        let hours = |known: &Known, finding, chance| {
            let now = Timestamp::from_millis(0);
            after(known, finding, now, chance).1.since(now).num_hours()
        };
        let gone = Finding::Fails(LinkFault::Status, Some(404));
        assert_eq!((hours(&NEW, Finding::Works(200), 0), hours(&NEW, Finding::Works(200), CHANCES)), (72, 108));
        assert_eq!((hours(&NEW, gone, 0), hours(&Known { failures: 1, ..NEW }, gone, 0)), (1, 8));
        assert_eq!(hours(&Known { failures: 7, ..NEW }, gone, 0), 24);
        assert_eq!(hours(&NEW, Finding::Refused, 0), 168);
        assert_eq!(hours(&NEW, Finding::Unclear(403), 0), 72);
    }
}
