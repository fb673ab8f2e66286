//! As much of Redis' own protocol as trials need: ask, publish any bytes, and listen to what others publish.

use crate::{KitError, Result};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A Redis that takes longer to answer is called gone.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What Redis answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Simple(String),
    Error(String),
    Number(i64),
    Bytes(Vec<u8>),
    Nothing,
    List(Vec<Reply>),
}

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub channel: Vec<u8>,
    pub payload: Vec<u8>,
}

/// One connection to a Redis.
#[derive(Debug)]
pub struct Resp {
    stream: BufReader<TcpStream>,
}

impl Resp {
    pub async fn connect(redis: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(redis).await.map_err(KitError::io("connecting to redis"))?;
        Ok(Self { stream: BufReader::new(stream) })
    }
    /// One command and its answer; an error of Redis is one of ours.
    pub async fn ask(&mut self, words: &[&[u8]]) -> Result<Reply> {
        self.stream.write_all(&command(words)).await.map_err(KitError::io("asking redis"))?;
        match timeout(ANSWER_WITHIN, reply(&mut self.stream)).await {
            Ok(Ok(Reply::Error(why))) => Err(KitError::failed("asking redis", why)),
            Ok(answer) => answer,
            Err(_) => Err(KitError::failed("asking redis", "It does not answer.")),
        }
    }
    /// Any bytes on any channel; returns how many heard them.
    pub async fn publish(&mut self, channel: &[u8], payload: &[u8]) -> Result<i64> {
        match self.ask(&[b"PUBLISH", channel, payload]).await? {
            Reply::Number(heard) => Ok(heard),
            other => Err(KitError::failed("publishing", format!("{other:?}"))),
        }
    }
    /// From now on everything that anybody publishes.
    pub async fn listen(mut self) -> Result<Listener> {
        self.ask(&[b"PSUBSCRIBE", b"*"]).await?;
        Ok(Listener(self))
    }
}

/// Hears everything that is published.
#[derive(Debug)]
pub struct Listener(Resp);

impl Listener {
    /// What comes within this time, in order.
    pub async fn hear(&mut self, during: Duration) -> Result<Vec<Published>> {
        let end = tokio::time::Instant::now() + during;
        let mut heard = Vec::new();
        while let Ok(next) = tokio::time::timeout_at(end, reply(&mut self.0.stream)).await {
            heard.extend(published(next?));
        }
        Ok(heard)
    }
}

/// `pmessage`, the pattern, the channel, the payload.
fn published(reply: Reply) -> Option<Published> {
    let Reply::List(parts) = reply else { return None };
    match <[Reply; 4]>::try_from(parts).ok()? {
        [Reply::Bytes(kind), _, Reply::Bytes(channel), Reply::Bytes(payload)] if kind == b"pmessage" => {
            Some(Published { channel, payload })
        }
        _ => None,
    }
}

fn command(words: &[&[u8]]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        bytes.extend(format!("${}\r\n", word.len()).into_bytes());
        bytes.extend_from_slice(word);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

async fn reply(stream: &mut BufReader<TcpStream>) -> Result<Reply> {
    let line = line(stream).await?;
    let (kind, rest) = line.split_at(line.len().min(1));
    let count = || rest.parse::<i64>().map_err(|_| KitError::failed("reading redis", line.clone()));
    Ok(match kind {
        "+" => Reply::Simple(rest.into()),
        "-" => Reply::Error(rest.into()),
        ":" => Reply::Number(count()?),
        "$" => match usize::try_from(count()?) {
            Ok(length) => Reply::Bytes(bytes(stream, length).await?),
            Err(_) => Reply::Nothing,
        },
        "*" => {
            let mut parts = Vec::new();
            for _ in 0..count()? {
                parts.push(Box::pin(reply(stream)).await?);
            }
            Reply::List(parts)
        }
        _ => return Err(KitError::failed("reading redis", line)),
    })
}

async fn line(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await.map_err(KitError::io("reading redis"))? {
        0 => Err(KitError::failed("reading redis", "It has closed the connection.")),
        _ => Ok(line.trim_end().to_owned()),
    }
}

async fn bytes(stream: &mut BufReader<TcpStream>, length: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length + 2];
    stream.read_exact(&mut bytes).await.map_err(KitError::io("reading redis"))?;
    bytes.truncate(length);
    Ok(bytes)
}
