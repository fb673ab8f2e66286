//! A mail server for tests.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Says yes to one mail and answers everything that was sent, with long lines put together again.
pub(crate) async fn one_mail(listener: &TcpListener) -> String {
    say(listener, "250 ok").await
}

/// As [`one_mail`], but says `last` once the whole mail was sent.
pub(crate) async fn say(listener: &TcpListener, last: &str) -> String {
    let last = format!("{last}\r\n");
    let (mut stream, _) = listener.accept().await.expect("a client");
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = String::new();
    let mut in_data = false;
    write.write_all(b"220 ready\r\n").await.expect("connected");
    while let Some(line) = lines.next_line().await.expect("connected") {
        mail.push_str(&line);
        mail.push('\n');
        let answer: &[u8] = match line.as_str() {
            "." => {
                write.write_all(last.as_bytes()).await.expect("connected");
                break;
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await.expect("connected");
    }
    mail.replace("=\n", "").replace("=3D", "=")
}
