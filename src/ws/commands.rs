//! What a client may ask for, whichever way it came. Each is one use case in one transaction.

use crate::accounts::Caller;
use crate::app::App;
use crate::error::{Error, Result, refuse};
use crate::limits::Bucket;
use crate::messages::{self, Changed, Posted};
use crate::rooms;
use alongside_protocol::client::{History, Send};
use alongside_protocol::{Command, OkResult, RefusalCode, RoomId};
use std::future::Future;

/// Takes a message's place in its room's lane. The returned future ends after the commit.
pub async fn send(app: &App, caller: &Caller, send: Send) -> Result<impl Future<Output = Result<OkResult>> + use<>> {
    app.limits.take(Bucket::Send, caller.account)?;
    let answer = app.appender.submit(caller.account, send).await;
    Ok(async move {
        let Posted { message, seq, at, state, duplicate } =
            answer.await.map_err(|_| Error::Unavailable("the server is stopping".into()))??;
        Ok(OkResult::Sent { message, seq, at, state, duplicate })
    })
}

/// Carries out a command that concerns no particular connection.
pub async fn execute(app: &App, caller: &Caller, command: Command) -> Result<OkResult> {
    match command {
        Command::Send(message) => send(app, caller, message).await?.await,
        Command::Edit { message, body, note } => {
            app.limits.take(Bucket::Change, caller.account)?;
            let mut tx = app.db.write().await?;
            let now = app.clock.now();
            let changed = messages::edit(&mut tx, now, caller.account, message, &body, note.as_deref()).await?;
            app.commit(tx).await?;
            Ok(result(changed))
        }
        Command::Delete { message } => {
            app.limits.take(Bucket::Change, caller.account)?;
            let mut tx = app.db.write().await?;
            let changed = messages::delete(&mut tx, app.clock.now(), caller.account, message).await?;
            app.commit(tx).await?;
            Ok(result(changed))
        }
        Command::React { message, reaction, on } => {
            app.limits.take(Bucket::Change, caller.account)?;
            let mut tx = app.db.write().await?;
            let changed = messages::react(&mut tx, app.clock.now(), caller.account, message, reaction, on).await?;
            app.commit(tx).await?;
            Ok(result(changed))
        }
        Command::History(ask) => history(app, caller, &ask).await,
        Command::Read { room, up_to } => {
            app.limits.take(Bucket::Change, caller.account)?;
            let mut tx = app.db.write().await?;
            let read_up_to = rooms::mark_read(&mut tx, app.clock.now(), room, caller.account, up_to).await?;
            app.commit(tx).await?;
            Ok(OkResult::Read { read_up_to })
        }
        Command::Typing { room } => typing(app, caller, room).await,
        Command::Hello(_)
        | Command::Subscribe { .. }
        | Command::Unsubscribe { .. }
        | Command::Renew { .. }
        | Command::Pong { .. } => {
            refuse(RefusalCode::UnknownFrame, "This command belongs to an open connection and cannot be sent here.")
        }
    }
}

async fn history(app: &App, caller: &Caller, ask: &History) -> Result<OkResult> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    let page = messages::history(&mut tx, caller.account, ask).await?;
    Ok(OkResult::History {
        messages: page.messages,
        has_older: page.has_older,
        has_newer: page.has_newer,
        head: page.head,
    })
}

async fn typing(app: &App, caller: &Caller, room: RoomId) -> Result<OkResult> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.read().await?;
    rooms::readable(&mut tx, room, caller.account).await?.check_write()?;
    app.bus.writing(room.into(), caller.account, &caller.alias);
    Ok(OkResult::Done)
}

fn result(changed: Changed) -> OkResult {
    OkResult::Changed { message: changed.message, seq: changed.seq }
}
