//! `sql!`: one portable text, run on the engine of the transaction.
//!
//! ```text
//! sql!(tx, execute, "UPDATE t SET a = $1 WHERE id = $2", a, id)      // -> u64, rows affected
//! sql!(tx, all Row, "SELECT … WHERE a = $1", a)                       // -> Vec<Row>
//! sql!(tx, one (i64,), "SELECT COUNT(*) FROM t")                      // -> (i64,)
//! sql!(tx, optional Row, "SELECT … WHERE id = $1", id)                // -> Option<Row>
//! sql!(tx, all Row, in ids, "SELECT … WHERE a = $1 AND id IN (LIST)", a)  // LIST: one parameter for each id
//! ```
//!
//! Each gives a `Result`. `Row` derives `sqlx::FromRow`, or is a tuple. Bind owned values or references of
//! types that both engines know: `i64`, `bool`, `String`, `&str`, ids, `Timestamp`, `Seq`, text enums, and `Option`s of them.

/// Puts one parameter for each item in the place of `LIST`, numbered after the fixed ones.
pub(crate) fn with_list(text: &str, fixed: &[&str], items: usize) -> String {
    let first = fixed.len() + 1;
    let list: Vec<String> = (first..first + items).map(|n| format!("${n}")).collect();
    text.replace("LIST", &list.join(","))
}

macro_rules! sql {
    ($tx:expr, execute, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        let list = $list;
        let text = $crate::storage::with_list($text, &[$(stringify!($bind)),*], list.len());
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let mut query = sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe(text)) $(.bind($bind))*;
                for item in list { query = query.bind(item); }
                query.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let mut query = sqlx::query::<sqlx::Postgres>(sqlx::AssertSqlSafe(text)) $(.bind($bind))*;
                for item in list { query = query.bind(item); }
                wait.on(query.execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::error::Error::from)
    }};
    ($tx:expr, all $row:ty, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        let list = $list;
        let text = $crate::storage::with_list($text, &[$(stringify!($bind)),*], list.len());
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let mut query = sqlx::query_as::<sqlx::Sqlite, $row>(sqlx::AssertSqlSafe(text)) $(.bind($bind))*;
                for item in list { query = query.bind(item); }
                query.fetch_all(&mut **tx).await
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let mut query = sqlx::query_as::<sqlx::Postgres, $row>(sqlx::AssertSqlSafe(text)) $(.bind($bind))*;
                for item in list { query = query.bind(item); }
                wait.on(query.fetch_all(&mut **tx)).await
            }
        }
        .map_err($crate::error::Error::from)
    }};
    ($tx:expr, execute, $text:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => sqlx::query::<sqlx::Sqlite>($text) $(.bind($bind))*
                .execute(&mut **tx).await.map(|done| done.rows_affected()),
            $crate::storage::Inner::Postgres(tx, wait) => wait.on(
                sqlx::query::<sqlx::Postgres>($text) $(.bind($bind))*.execute(&mut **tx),
            ).await.map(|done| done.rows_affected()),
        }
        .map_err($crate::error::Error::from)
    };
    ($tx:expr, all $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::storage::sql!(@rows $tx, $row, fetch_all, $text $(, $bind)*)
    };
    ($tx:expr, one $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::storage::sql!(@rows $tx, $row, fetch_one, $text $(, $bind)*)
    };
    ($tx:expr, optional $row:ty, $text:expr $(, $bind:expr)* $(,)?) => {
        $crate::storage::sql!(@rows $tx, $row, fetch_optional, $text $(, $bind)*)
    };
    (@rows $tx:expr, $row:ty, $fetch:ident, $text:expr $(, $bind:expr)*) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => sqlx::query_as::<sqlx::Sqlite, $row>($text) $(.bind($bind))*
                .$fetch(&mut **tx).await,
            $crate::storage::Inner::Postgres(tx, wait) => wait.on(
                sqlx::query_as::<sqlx::Postgres, $row>($text) $(.bind($bind))*.$fetch(&mut **tx),
            ).await,
        }
        .map_err($crate::error::Error::from)
    };
}
pub(crate) use sql;
