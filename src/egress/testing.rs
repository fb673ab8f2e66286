//! A web server for tests, which does what it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

/// What somebody asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A status and more headers.
    Status(u16, Vec<(&'static str, String)>),
    /// A body that does not end.
    Endless,
    /// Nothing, for ever.
    Silence,
    /// The connection ends.
    HangUp,
    /// No HTTP.
    Nonsense,
}

impl Reply {
    pub fn of(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }
    pub fn to(status: u16, location: impl Into<String>) -> Self {
        Self::Status(status, vec![("location", location.into())])
    }
}

/// It runs as long as this lives.
pub(crate) struct Site {
    pub addr: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    _task: AbortOnDropHandle<()>,
}

impl Site {
    pub async fn open(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("bound");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (answer, seen) = (Arc::new(answer), asked.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen) = (answer.clone(), seen.clone());
                tokio::spawn(async move {
                    let _gone = serve(stream, |asked| {
                        seen.lock().expect("no panic").push(asked.clone());
                        answer(asked)
                    })
                    .await;
                });
            }
        });
        Self { addr, asked, _task: AbortOnDropHandle::new(task) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// What was asked so far, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }
}

async fn serve(mut stream: TcpStream, answer: impl Fn(&Asked) -> Reply) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    let mut line = String::new();
    read.read_line(&mut line).await?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let mut asked = Asked { method: words.next().unwrap_or_default(), ..Asked::default() };
    asked.path = words.next().unwrap_or_default();
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.trim().split_once(':') {
            asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    asked.body = vec![0; length];
    read.read_exact(&mut asked.body).await?;
    match answer(&asked) {
        Reply::Status(status, more) => {
            let more: String = more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head = format!("HTTP/1.1 {status} said\r\nconnection: close\r\ncontent-length: 0\r\n{more}\r\n");
            write.write_all(head.as_bytes()).await
        }
        Reply::Endless => {
            write.write_all(b"HTTP/1.1 200 ok\r\nconnection: close\r\n\r\n").await?;
            loop {
                write.write_all(&[b'x'; 64 * 1024]).await?;
            }
        }
        Reply::Silence => std::future::pending().await,
        Reply::HangUp => Ok(()),
        Reply::Nonsense => write.write_all(b"220 mail.example.org ready\r\n").await,
    }
}
