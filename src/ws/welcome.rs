//! Somebody comes: the upgrade, their hello, their welcome.

use super::link::{self, Incoming, Link, Transport as _};
use super::session::Session;
use super::socket::{LARGEST_BYTES, Socket};
use super::upgrade::{Bare, Upgrade};
use crate::accounts::{self, Caller, Token};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::auth;
use crate::http::reply::{Refused, Reply};
use crate::limits::Bucket;
use crate::wire::Text;
use alongside_protocol::client::Hello;
use alongside_protocol::limits::HELLO_MS;
use alongside_protocol::{Command, Refusal, RefusalCode, SUBPROTOCOL, ServerFrame, close};
use axum::extract::State;
use axum::http::HeaderMap;
use std::time::Duration;

pub async fn upgrade(State(app): State<App>, headers: HeaderMap, upgrade: Result<Upgrade, Refused>) -> Reply {
    leaving(&app)?;
    let upgrade = upgrade?;
    let cookie_caller = {
        // Browsers come by cookie, so a crowd of them begins here.
        let _turn = app.turn().await?;
        match auth::from_headers(&app, &headers).await {
            Ok(caller) => caller,
            // A cookie that has run out is no better than none: hello may bring a token.
            Err(Error::Refused(_)) => None,
            Err(fault) => return Err(fault.into()),
        }
    };
    if cookie_caller.is_some() {
        auth::check_origin(&app, &headers)?;
    }
    let (response, bare) = upgrade.accept(Some(SUBPROTOCOL));
    let links = app.links.clone();
    links.spawn(async move {
        // What is needed only to come in is given back then: the rest of the task is small.
        let greeted = Box::pin(async move { greet(app, bare.await?, cookie_caller).await });
        if let Some(link) = greeted.await {
            link.run().await;
        }
    });
    Ok(response)
}

/// While the server stops, newcomers are sent on: a proxy tries another node, a client comes back a little later.
pub fn leaving(app: &App) -> Result<()> {
    if !app.stopping.is_cancelled() {
        return Ok(());
    }
    let refusal = Refusal::new(RefusalCode::GoingAway, "This server is about to restart. Connect again in a moment.");
    Err(refusal.after(app.config.drain_spread_ms).into())
}

/// A connection that was welcomed; `None` when it has ended instead.
async fn greet(app: App, bare: Bare, cookie_caller: Option<Caller>) -> Option<Box<Link<Socket>>> {
    let mut socket = Socket::new(bare, LARGEST_BYTES);
    let code = match tokio::time::timeout(Duration::from_millis(HELLO_MS), hello(&mut socket)).await {
        Err(_) => Some(close::HELLO_TIMEOUT),
        Ok(Err(code)) => code,
        Ok(Ok(_)) if app.stopping.is_cancelled() => Some(close::RESTART),
        Ok(Ok(hello)) => match welcome(&app, &hello, cookie_caller).await {
            Ok(session) => return Some(Box::new(Link::new(app, session, socket))),
            Err(error) => {
                let code = close_code(&error);
                let refusal = error.into_refusal("hello");
                say(&mut socket, &ServerFrame::Error { re: hello.id, refusal });
                Some(code)
            }
        },
    };
    socket.close(code).await;
    None
}

struct Greeting {
    id: Option<u64>,
    hello: Hello,
}

/// The first frame must be a hello; anything else is told so, and the connection ends.
async fn hello(socket: &mut Socket) -> Result<Greeting, Option<u16>> {
    loop {
        let refusal = match std::future::poll_fn(|cx| socket.poll_receive(cx)).await {
            None => return Err(None),
            Some(Incoming::Alive) => continue,
            Some(Incoming::Frame(text)) => match link::read(&text) {
                Ok(frame) => match frame.command {
                    Command::Hello(hello) => return Ok(Greeting { id: frame.id, hello }),
                    _ => (frame.id, Refusal::new(RefusalCode::Malformed, "The first frame must be a hello.")),
                },
                Err(fault) => (fault.re, fault.refusal),
            },
        };
        say(socket, &ServerFrame::Error { re: refusal.0, refusal: refusal.1 });
        return Err(Some(close::BAD_HELLO));
    }
}

fn say(socket: &mut Socket, frame: &ServerFrame) {
    socket.put(&[Text::from(frame)]);
}

/// Who it is, by hello's token or else by the cookie, and what they follow.
async fn welcome(app: &App, greeting: &Greeting, cookie_caller: Option<Caller>) -> Result<Session> {
    let _turn = app.turn().await?;
    let caller = match &greeting.hello.token {
        Some(token) => {
            let mut tx = app.db.read().await?;
            accounts::authenticate(&mut tx, app.clock.now(), &Token::given(token)).await?
        }
        None => cookie_caller
            .ok_or_else(|| Refusal::new(RefusalCode::Unauthenticated, "Sign in first, or send a token in hello."))?,
    };
    app.limits.take(Bucket::Connect, caller.account)?;
    Session::open(app.clone(), caller, &greeting.hello).await
}

fn close_code(error: &Error) -> u16 {
    match error.code() {
        RefusalCode::Suspended => close::SUSPENDED,
        RefusalCode::Unauthenticated => close::UNAUTHENTICATED,
        RefusalCode::RateLimited => close::TOO_MANY,
        RefusalCode::Degraded => close::TRY_LATER,
        RefusalCode::Fault => close::FAULT,
        _ => close::BAD_HELLO,
    }
}
