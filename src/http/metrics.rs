//! `/metrics` in Prometheus's text format, on an address of its own.

use crate::error::{Error, Result};
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Bounds of histograms of time, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
/// Bounds of histograms of sizes.
const SIZES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// How often histograms are gathered when nobody asks.
const UPKEEP: Duration = Duration::from_secs(10);

/// One recorder a process, whoever asks first.
fn handle() -> Result<PrometheusHandle> {
    static HANDLE: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    let made = HANDLE.get_or_init(|| {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_group".into()), &SIZES))
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|error| error.to_string())
    });
    made.clone().map_err(Error::fault)
}

/// Serves them until told to stop.
pub async fn serve(listen: SocketAddr, tasks: &TaskTracker, stop: CancellationToken) -> Result<SocketAddr> {
    let handle = handle()?;
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(Error::fault)?;
    let address = listener.local_addr().map_err(Error::fault)?;
    let upkeep = handle.clone();
    let router = Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    tasks.spawn(served.into_future());
    tasks.spawn(async move {
        while stop.run_until_cancelled(tokio::time::sleep(UPKEEP)).await.is_some() {
            upkeep.run_upkeep();
        }
    });
    Ok(address)
}
