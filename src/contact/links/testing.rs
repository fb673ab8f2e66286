//! For tests of looking: only their own links are looked at.

use super::store;
use crate::error::Result;
use crate::storage::Tx;

pub(crate) async fn keep_only(tx: &mut Tx, host: &str) -> Result<()> {
    for (url, id) in store::all(tx).await? {
        if super::host(&url) != host {
            store::delete(tx, id).await?;
        }
    }
    Ok(())
}
