//! For tests of what follows from a mail that was sent.

use super::store;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::NotificationId;

/// As if the mail server had taken it.
pub(crate) async fn sent(tx: &mut Tx, notification: NotificationId) -> Result<()> {
    store::set_sent(tx, notification).await
}
