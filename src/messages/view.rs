//! Messages as they are now, with everything that is shown beside the text.

use super::{rules, store};
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::{AccountId, Message, MessageId, MessageState, Person, ReplyTo};
use std::collections::{HashMap, HashSet};

/// The messages with these ids, in the order of the ids. With a viewer, their own reactions are marked.
pub async fn load(tx: &mut Tx, ids: &[MessageId], viewer: Option<AccountId>) -> Result<Vec<Message>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: HashMap<MessageId, Message> =
        store::rows(tx, ids).await?.into_iter().map(|row| (row.id, shown(row, viewer))).collect();
    let counts = store::reaction_counts(tx, ids).await?;
    let any_reactions = !counts.is_empty();
    for (id, count) in counts {
        if let Some(message) = found.get_mut(&id) {
            message.reactions.push(count);
        }
    }
    for (id, person) in store::mentions(tx, ids).await? {
        if let Some(message) = found.get_mut(&id) {
            message.mentions.push(person);
        }
    }
    if let Some(viewer) = viewer.filter(|_| any_reactions) {
        for (id, reaction) in store::reactions_of(tx, ids, viewer).await? {
            if let Some(message) = found.get_mut(&id) {
                message.mine.push(reaction);
            }
        }
    }
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// Takes out what the message quotes of somebody whom its reader blocks.
pub fn unquote(message: &mut Message, blocked: &HashSet<AccountId>) {
    if let Some(reply) = message.reply_to.as_mut().filter(|reply| blocked.contains(&reply.author.id)) {
        reply.excerpt = None;
    }
}

/// What a reply shows of the message that it answers.
pub(super) fn quoted(state: MessageState, body: &str, note: Option<&str>) -> Option<String> {
    // A text that its author folded under a note is not laid open by quoting it.
    (state == MessageState::Visible && note.is_none()).then(|| rules::excerpt(body))
}

fn shown(row: store::ViewRow, viewer: Option<AccountId>) -> Message {
    let readable = match row.state {
        MessageState::Visible => true,
        MessageState::Held => viewer == Some(row.author),
        MessageState::Hidden | MessageState::Deleted | MessageState::Removed => false,
    };
    let reply_to = match (row.reply_to, row.reply_author, row.reply_alias, row.reply_state) {
        (Some(id), Some(author), Some(alias), Some(state)) => {
            let body = row.reply_body.filter(|_| readable);
            let excerpt = body.and_then(|body| quoted(state, &body, row.reply_note.as_deref()));
            Some(ReplyTo { id, author: Person { id: author, alias }, excerpt })
        }
        _ => None,
    };
    Message {
        id: row.id,
        room: row.room,
        author: Person { id: row.author, alias: row.author_alias },
        by_moderator: row.by_moderator,
        client_id: row.client_id,
        state: row.state,
        body: if readable { row.body } else { String::new() },
        note: row.note.filter(|_| readable),
        reply_to,
        mentions: Vec::new(),
        revision: row.revision,
        reactions: Vec::new(),
        mine: Vec::new(),
        posted_at: row.posted_at,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        seq: row.seq,
    }
}
