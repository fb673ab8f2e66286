//! Nodes of two versions on one schema: what a rolling upgrade and its way back look like while they last. The older build
//! is named by a variable, since only the past can make one.

use crate::field::{Field, NODES};
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_testkit::Nodes;
use alongside_testkit::nodes::Plan as NodesPlan;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::PathBuf;
use std::time::Instant;

/// Where the older build is.
const OLDER: &str = "ALONGSIDE_OLDER_BIN";
/// When a node stops gently, clients come back spread over this time.
const SPREAD_MS: u32 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Older,
    Newer,
}

struct Trial {
    field: Field,
    rng: StdRng,
    older: PathBuf,
    versions: [Version; NODES],
    mixed: u32,
    tally: Tally,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let began = Instant::now();
    let older = older()?;
    let spread = SPREAD_MS.to_string();
    let nodes = NodesPlan::of(NODES).program(&older).variable("ALONGSIDE_DRAIN_SPREAD_MS", &spread);
    let nodes = Nodes::start(nodes).await?;
    let doors = nodes.urls();
    let mut trial = Trial {
        field: Field::with_doors(plan, nodes, doors).await?,
        rng: StdRng::seed_from_u64(plan.seed),
        older,
        versions: [Version::Older; NODES],
        mixed: 0,
        tally: Tally::of(plan.cycles),
    };
    for cycle in 1..=plan.cycles {
        trial.field.load(&mut trial.rng).await?;
        let replaced = trial.replace(cycle).await.map_err(|mishap| trial.field.with_output(mishap))?;
        trial.field.tell(cycle, plan.cycles, began, &replaced);
    }
    let Trial { field, mixed, mut tally, .. } = trial;
    field.finish(&mut tally).await?;
    tally.at_least("mixed", mixed, u32::from(plan.cycles > 1));
    Ok(tally)
}

fn older() -> Result<PathBuf, Mishap> {
    let named = std::env::var_os(OLDER).map(PathBuf::from).filter(|path| path.is_file());
    let how = "an older version of `alongside`, built from its tag with `cargo build --release`";
    named.ok_or_else(|| Mishap::Needs(format!("{OLDER} must name {how}.")))
}

impl Trial {
    /// One node after the other becomes newer, then older again, and so on; some are killed for it.
    async fn replace(&mut self, cycle: u32) -> Result<String, Mishap> {
        let node = (cycle as usize - 1) % NODES;
        let version = match self.versions[node] {
            Version::Older => Version::Newer,
            Version::Newer => Version::Older,
        };
        let server = &mut self.field.nodes.nodes[node].server;
        server.set_program((version == Version::Older).then(|| self.older.clone()));
        let killed = self.rng.random_ratio(1, 3);
        let ready = match killed {
            true => server.restart().await?,
            false => self.field.nodes.roll(node).await?.1,
        };
        self.tally.ready.push(ready);
        self.versions[node] = version;
        let mixed = self.versions.iter().any(|other| *other != version);
        self.mixed += u32::from(mixed);
        let how = if killed { "killed and started" } else { "ended and started" };
        Ok(format!("node {} was {how} as the {version:?} one; now {:?}", node + 1, self.versions))
    }
}
