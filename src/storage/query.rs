//! `sql!`: one portable text, run on the engine of the transaction.
//!
//! ```text
//! sql!(tx, execute, "UPDATE t SET a = $1 WHERE id = $2", a, id)      // -> u64, rows affected
//! sql!(tx, all Row, "SELECT … WHERE a = $1", a)                       // -> Vec<Row>
//! sql!(tx, one (i64,), "SELECT COUNT(*) FROM t")                      // -> (i64,)
//! sql!(tx, optional Row, "SELECT … WHERE id = $1", id)                // -> Option<Row>
//! sql!(tx, all Row, in ids, "SELECT … WHERE a = $1 AND id IN (LIST)", a)  // LIST: one parameter for each id
//! sql!(tx, execute, rows people => p [p.id, &p.name],                 // ROWS: (place, id, name) for each of them
//!     "WITH new (place, id, name) AS (VALUES ROWS) INSERT INTO t (id, name) SELECT id, name FROM new WHERE place < $1", n)
//! ```
//!
//! `LIST` and `ROWS` may hold the last item more than once (see [`Texts`]). Where that matters, leave out the places past
//! the number of items.
//!
//! Each gives a `Result`. `Row` derives `sqlx::FromRow`, or is a tuple. Bind owned values or references of
//! types that both engines know: `i64`, `bool`, `String`, `&str`, ids, `Timestamp`, `Seq`, text enums, and `Option`s of them.

use std::fmt::Write;
use std::iter::repeat_n;
use std::sync::{Arc, OnceLock};

/// Lists of up to 1,024 have a text that is kept; a longer one is written out each time.
const LENGTHS: usize = 11;

/// The texts of one statement, by how many items it takes. Lengths are rounded up to a power of two, so that a connection
/// keeps a few prepared statements of each kind and not hundreds; the places that are too many repeat the last item.
pub(crate) struct Texts([OnceLock<Arc<str>>; LENGTHS]);

impl Texts {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; LENGTHS])
    }

    /// Puts one parameter for each item in the place of `LIST`, numbered after the `fixed` ones.
    pub(crate) fn with_list(&self, text: &str, fixed: usize, items: usize) -> Arc<str> {
        self.keep(items, |items| {
            let list: Vec<String> = (fixed + 1..=fixed + items).map(|n| format!("${n}")).collect();
            text.replace("LIST", &list.join(","))
        })
    }

    /// Puts rows in the place of `ROWS`, as `(0,$2,$3),(1,$4,$5)`: each has its place in the list and then its `cells`,
    /// numbered after the `fixed` ones.
    pub(crate) fn with_rows(&self, text: &str, fixed: usize, cells: usize, items: usize) -> Arc<str> {
        self.keep(items, |items| {
            let mut rows = String::new();
            for place in 0..items {
                let comma = if place == 0 { "" } else { "," };
                let first = fixed + place * cells + 1;
                // Writing to a text does not fail.
                let _written = write!(rows, "{comma}({place}");
                for cell in first..first + cells {
                    let _written = write!(rows, ",${cell}");
                }
                rows.push(')');
            }
            text.replace("ROWS", &rows)
        })
    }

    fn keep(&self, items: usize, write: impl FnOnce(usize) -> String) -> Arc<str> {
        let places = places(items);
        match self.0.get(places.trailing_zeros() as usize) {
            Some(kept) => Arc::clone(kept.get_or_init(|| write(places).into())),
            None => write(places).into(),
        }
    }
}

fn places(items: usize) -> usize {
    if items == 0 { 0 } else { items.next_power_of_two() }
}

/// The items, and the last one again for each place that is left over.
pub(crate) fn padded<T>(items: &[T]) -> impl Iterator<Item = &T> {
    let missing = places(items.len()) - items.len();
    items.iter().chain(items.last().into_iter().flat_map(move |last| repeat_n(last, missing)))
}

macro_rules! sql {
    (@count $($each:expr),*) => { <[&str]>::len(&[$(stringify!($each)),*]) };
    (@bound $query:expr, [$($bind:expr),*], $items:ident, $item:ident, [$($cell:expr),*]) => {{
        let mut query = $query $(.bind($bind))*;
        for $item in $crate::storage::padded(&$items[..]) {
            query = query $(.bind($cell))*;
        }
        query
    }};
    (@execute $tx:expr, $text:ident, $bind:tt, $items:ident, $item:ident, $cells:tt) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let query = sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe($text));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                query.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let query = sqlx::query::<sqlx::Postgres>(sqlx::AssertSqlSafe($text));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                wait.on(query.execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::error::Error::from)
    };
    (@fetch $tx:expr, $row:ty, $text:ident, $bind:tt, $items:ident, $item:ident, $cells:tt) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let query = sqlx::query_as::<sqlx::Sqlite, $row>(sqlx::AssertSqlSafe($text));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                query.fetch_all(&mut **tx).await
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let query = sqlx::query_as::<sqlx::Postgres, $row>(sqlx::AssertSqlSafe($text));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                wait.on(query.fetch_all(&mut **tx)).await
            }
        }
        .map_err($crate::error::Error::from)
    };
    ($tx:expr, execute, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new();
        let list = $list;
        let text = TEXTS.with_list($text, $crate::storage::sql!(@count $($bind),*), list.len());
        $crate::storage::sql!(@execute $tx, text, [$($bind),*], list, item, [item])
    }};
    ($tx:expr, all $row:ty, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new();
        let list = $list;
        let text = TEXTS.with_list($text, $crate::storage::sql!(@count $($bind),*), list.len());
        $crate::storage::sql!(@fetch $tx, $row, text, [$($bind),*], list, item, [item])
    }};
    ($tx:expr, execute, rows $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(, $bind:expr)* $(,)?) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new();
        let rows = $rows;
        let (fixed, cells) = ($crate::storage::sql!(@count $($bind),*), $crate::storage::sql!(@count $($cell),*));
        let text = TEXTS.with_rows($text, fixed, cells, rows.len());
        $crate::storage::sql!(@execute $tx, text, [$($bind),*], rows, $item, [$($cell),*])
    }};
    ($tx:expr, all $row:ty, rows $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(, $bind:expr)* $(,)?) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new();
        let rows = $rows;
        let (fixed, cells) = ($crate::storage::sql!(@count $($bind),*), $crate::storage::sql!(@count $($cell),*));
        let text = TEXTS.with_rows($text, fixed, cells, rows.len());
        $crate::storage::sql!(@fetch $tx, $row, text, [$($bind),*], rows, $item, [$($cell),*])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_rows_are_as_long_as_the_next_power_of_two() {
        let (list, rows) = (Texts::new(), Texts::new());
        for (items, expected) in [(0, "()"), (1, "($2)"), (2, "($2,$3)"), (3, "($2,$3,$4,$5)")] {
            assert_eq!(&*list.with_list("(LIST)", 1, items), expected, "{items}");
        }
        for (items, expected) in [(1, "(0,$2,$3)"), (2, "(0,$2,$3),(1,$4,$5)")] {
            assert_eq!(&*rows.with_rows("ROWS", 1, 2, items), expected, "{items}");
        }
        assert_eq!(list.with_list("LIST", 0, 1_025).matches('$').count(), 2_048, "longer than any that is kept");
    }

    #[test]
    fn the_last_item_fills_what_is_left_over() {
        for (items, expected) in [(vec![], vec![]), (vec![7], vec![7]), (vec![1, 2, 3], vec![1, 2, 3, 3])] {
            assert_eq!(padded(&items).copied().collect::<Vec<i32>>(), expected);
        }
        assert_eq!(padded(&[0; 100]).count(), 128);
    }
}
