//! Connections to one Redis or to a cluster, subscribed.

use super::{Ended, PARTITIONS};
use alongside_protocol::{Epoch, StreamId};
use redis::aio::{AsyncPushSender, MultiplexedConnection};
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::io::tcp::TcpSettings;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, IntoConnectionInfo, Pipeline, ProtocolVersion};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long connecting and subscribing may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Link {
    connection: Connection,
    channels: Arc<[String]>,
}

#[derive(Clone)]
enum Connection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Link {
    /// Connects and subscribes; returns when Redis has confirmed it.
    pub async fn open(url: &str, epoch: Epoch, pushes: impl AsyncPushSender) -> Result<Self, Ended> {
        let pushes: Arc<dyn AsyncPushSender> = Arc::new(pushes);
        timeout(CONNECT, Self::connect(url, epoch, pushes)).await?.map_err(Ended::from)
    }

    async fn connect(url: &str, epoch: Epoch, pushes: Arc<dyn AsyncPushSender>) -> redis::RedisResult<Self> {
        let seeds = url.split(',').map(info).collect::<redis::RedisResult<Vec<_>>>()?;
        let mut one = first_that_answers(&seeds, Arc::clone(&pushes)).await?;
        if !is_cluster(&mut one).await {
            let channels: Arc<[String]> = [format!("alongside:{}", epoch.0.simple())].into();
            one.subscribe(&*channels).await?;
            return Ok(Self { connection: Connection::One(one), channels });
        }
        let client = ClusterClient::builder(seeds)
            .use_protocol(ProtocolVersion::RESP3)
            .tcp_settings(TcpSettings::default().set_nodelay(true))
            .connection_timeout(ANSWER)
            .response_timeout(ANSWER)
            .retries(0)
            .push_sender(pushes)
            .build()?;
        let mut cluster = client.get_async_connection().await?;
        let channels: Arc<[String]> =
            (0..PARTITIONS).map(|n| format!("alongside:{}:{{{n}}}", epoch.0.simple())).collect();
        for channel in channels.iter() {
            cluster.ssubscribe(channel).await?;
        }
        Ok(Self { connection: Connection::Cluster(cluster), channels })
    }

    pub fn partitions(&self) -> usize {
        self.channels.len()
    }

    pub fn partition(&self, stream: StreamId) -> usize {
        (stream.0.as_u128() % self.channels.len() as u128) as usize
    }

    /// Publishes messages, each with its partition, in this order.
    pub async fn publish(&self, messages: Vec<(usize, Vec<u8>)>) -> Result<(), Ended> {
        if messages.is_empty() {
            return Ok(());
        }
        match self.connection.clone() {
            Connection::One(mut connection) => {
                let mut pipeline = Pipeline::with_capacity(messages.len());
                for (partition, sealed) in &messages {
                    pipeline.cmd("PUBLISH").arg(&self.channels[*partition]).arg(sealed.as_slice()).ignore();
                }
                timeout(ANSWER, pipeline.query_async::<()>(&mut connection)).await??;
            }
            Connection::Cluster(connection) => {
                let all =
                    messages.into_iter().map(|(partition, sealed)| {
                        let mut connection = connection.clone();
                        let channel = &self.channels[partition];
                        async move {
                            redis::cmd("SPUBLISH").arg(channel).arg(sealed).query_async::<i64>(&mut connection).await
                        }
                    });
                timeout(ANSWER, futures_util::future::try_join_all(all)).await??;
            }
        }
        Ok(())
    }
}

fn info(url: &str) -> redis::RedisResult<ConnectionInfo> {
    let info = url.trim().into_connection_info()?;
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Ok(info.set_redis_settings(settings).set_tcp_settings(TcpSettings::default().set_nodelay(true)))
}

async fn first_that_answers(
    seeds: &[ConnectionInfo],
    pushes: Arc<dyn AsyncPushSender>,
) -> redis::RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(ANSWER))
        .set_response_timeout(Some(ANSWER))
        .set_push_sender(pushes);
    let mut last = None;
    for seed in seeds {
        match Client::open(seed.clone())?.get_multiplexed_async_connection_with_config(&config).await {
            Ok(connection) => return Ok(connection),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| redis::RedisError::from((redis::ErrorKind::InvalidClientConfig, "no address"))))
}

/// Whoever may not ask is on a single Redis: clusters are set up by people who read the manual.
async fn is_cluster(connection: &mut MultiplexedConnection) -> bool {
    let told: redis::RedisResult<String> = redis::cmd("INFO").arg("cluster").query_async(connection).await;
    told.is_ok_and(|told| told.contains("cluster_enabled:1"))
}
