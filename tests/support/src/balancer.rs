//! A TCP balancer: each connection goes to the next server that is in and listens. What a reverse proxy does between
//! people and nodes, with hops that a trial can choose.

use crate::{KitError, Result};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

#[derive(Debug, Default)]
struct State {
    servers: Vec<SocketAddr>,
    /// Servers that get no new connections.
    out: Vec<usize>,
    /// Where the next connections go, before turns are taken again.
    hops: VecDeque<usize>,
    turn: usize,
    /// When each connection came.
    arrivals: Vec<Instant>,
}

/// A running balancer; every connection through it ends with this value.
#[derive(Debug)]
pub struct Balancer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    _tasks: JoinSet<()>,
}

impl Balancer {
    pub async fn over(servers: impl IntoIterator<Item = SocketAddr>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(KitError::io("opening a balancer"))?;
        let address = listener.local_addr().map_err(KitError::io("reading the balancer's address"))?;
        let state = State { servers: servers.into_iter().collect(), ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, state.clone()));
        Ok(Self { address, state, _tasks: tasks })
    }
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
    /// The next connections go to these servers, in this order; after them turns are taken.
    pub fn hop(&self, hops: impl IntoIterator<Item = usize>) {
        lock(&self.state).hops.extend(hops);
    }
    /// A server gets no new connections, or gets them again. Those that it has stay.
    pub fn set_in(&self, server: usize, is_in: bool) {
        let mut state = lock(&self.state);
        state.out.retain(|out| *out != server);
        if !is_in {
            state.out.push(server);
        }
    }
    /// When each connection came, oldest first.
    pub fn arrivals(&self) -> Vec<Instant> {
        lock(&self.state).arrivals.clone()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Servers to try, the best first: the chosen hop, then those that are in by turns.
    fn candidates(&mut self) -> Vec<SocketAddr> {
        self.arrivals.push(Instant::now());
        self.turn += 1;
        let count = self.servers.len();
        let by_turns =
            (0..count).map(|offset| (self.turn + offset) % count).filter(|server| !self.out.contains(server));
        let chosen: Vec<usize> = self.hops.pop_front().into_iter().chain(by_turns).collect();
        chosen.into_iter().filter_map(|server| self.servers.get(server).copied()).collect()
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A client that gave up before we looked, or too many open files: the next one may do.
                let Ok((client, _)) = accepted else { continue };
                let candidates = lock(&state).candidates();
                connections.spawn(carry(client, candidates));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection to the first server that takes it. Without one it ends at once.
async fn carry(mut client: TcpStream, candidates: Vec<SocketAddr>) {
    for server in candidates {
        let Ok(mut upstream) = TcpStream::connect(server).await else { continue };
        for stream in [&client, &upstream] {
            // Without it small frames wait for each other; a failure means that the other side is gone.
            let _ = stream.set_nodelay(true);
        }
        // Either side may end it in any way; the other one sees that.
        let _ = tokio::io::copy_bidirectional(&mut client, &mut upstream).await;
        return;
    }
}
