//! `sql!`: one portable text, run on the engine of the transaction.
//!
//! ```text
//! sql!(tx, execute, "UPDATE t SET a = $1 WHERE id = $2", a, id)      // -> u64, rows affected
//! sql!(tx, all Row, "SELECT … WHERE a = $1", a)                       // -> Vec<Row>
//! sql!(tx, one (i64,), "SELECT COUNT(*) FROM t")                      // -> (i64,)
//! sql!(tx, optional Row, "SELECT … WHERE id = $1", id)                // -> Option<Row>
//! sql!(tx, all Row, in ids, "SELECT … WHERE a = $1 AND id IN (LIST)", a)  // LIST: one for each id
//! sql!(tx, execute, rows people => p [p.id, &p.name],                 // ROWS: (place, id, name) for each of them
//!     "WITH seen (place, id, name) AS (VALUES ROWS) UPDATE t SET name = seen.name FROM seen WHERE t.id = seen.id")
//! sql!(tx, insert people => p [p.id, &p.name], "INSERT INTO t (id, name) ROWS ON CONFLICT (id) DO NOTHING")
//! sql!(tx, update people => p [p.id, &p.name], "UPDATE t SET name = #2 ROWS WHERE id = #1")   // #2: the second of its cells
//! ```
//!
//! `LIST` and `ROWS` may hold the last item more than once (see [`Texts`]). Where that matters, leave out the places past
//! the number of items.
//!
//! `insert` and `update` are one statement on Postgres. On SQLite they are one run of the same small statement for each item: a
//! statement of many rows keeps a copy of every page that it changes, to take itself back, and one that updates from a list
//! makes a table of it first. So a fault leaves the items before it, and the transaction must not be kept, as after any fault.
//!
//! Each gives a `Result`. `Row` derives `sqlx::FromRow`, or is a tuple. Bind owned values or references of
//! types that both engines know: `i64`, `bool`, `String`, `&str`, ids, `Timestamp`, `Seq`, text enums, and `Option`s of them.

use std::iter::repeat_n;
use std::sync::{Arc, OnceLock};

/// Lists of up to 1,024 have a text that is kept; a longer one is written out each time.
const LENGTHS: usize = 11;

/// How an engine writes the parameters of items.
#[derive(Clone, Copy)]
pub(crate) enum Marks {
    /// `?` for SQLite, which walks through all names to tell that of one parameter: hundreds with names take milliseconds,
    /// each time.
    Bare,
    /// `$7` for Postgres.
    Numbered,
}

/// The texts of one statement, by how many items it takes. Lengths are rounded up to a power of two, so that a connection
/// keeps a few prepared statements of each kind and not hundreds; the places that are too many repeat the last item.
/// Items are bound before everything else.
pub(crate) struct Texts {
    marks: Marks,
    kept: [OnceLock<Arc<str>>; LENGTHS],
}

impl Texts {
    pub(crate) const fn new(marks: Marks) -> Self {
        Self { marks, kept: [const { OnceLock::new() }; LENGTHS] }
    }

    /// Puts one parameter for each item in the place of `LIST`.
    pub(crate) fn with_list(&self, text: &str, items: usize) -> Arc<str> {
        self.keep(items, |items| {
            let list: Vec<String> = (1..=items).map(|n| self.mark(n)).collect();
            after(text, items).replace("LIST", &list.join(","))
        })
    }

    /// Puts rows in the place of `ROWS`, as `(0,$1,$2),(1,$3,$4)`: each has its place in the list and then its `cells`.
    pub(crate) fn with_rows(&self, text: &str, cells: usize, items: usize) -> Arc<str> {
        self.keep(items, |items| self.rows(text, cells, items))
    }

    fn rows(&self, text: &str, cells: usize, items: usize) -> String {
        let row = |place: usize| {
            let cells: Vec<String> = (1..=cells).map(|cell| self.mark(place * cells + cell)).collect();
            format!("({place},{})", cells.join(","))
        };
        let rows: Vec<String> = (0..items).map(row).collect();
        after(text, items * cells).replace("ROWS", &rows.join(","))
    }

    /// What stands in the place of `ROWS` when items are inserted: values for one of them, to be run for each.
    pub(crate) fn with_one(&self, text: &str, cells: usize) -> Arc<str> {
        self.keep(1, |_| {
            let marks: Vec<String> = (1..=cells).map(|cell| self.mark(cell)).collect();
            text.replace("ROWS", &format!("VALUES ({})", marks.join(",")))
        })
    }

    /// As [`with_one`](Self::with_one), for all of them at once. Their number is the last parameter.
    pub(crate) fn with_all(&self, text: &str, cells: usize, items: usize) -> Arc<str> {
        self.keep(items, |items| {
            // Columns of VALUES are called so by Postgres.
            let columns: Vec<String> = (2..=cells + 1).map(|at| format!("column{at}")).collect();
            let chosen = format!("SELECT {} FROM (VALUES ROWS) AS item WHERE column1 < $1", columns.join(","));
            self.rows(&text.replace("ROWS", &chosen), cells, items)
        })
    }

    /// The text of an update for one item, whose cells are `#1`, `#2`, …
    pub(crate) fn update_one(&self, text: &str, cells: usize) -> Arc<str> {
        self.keep(1, |_| {
            // Each run takes as many values as the text has parameters.
            debug_assert!(
                (1..=cells).all(|cell| text.contains(&format!("#{cell}"))),
                "{text} does not name all of {cells}"
            );
            text.replace(" ROWS", "").replace('#', "?")
        })
    }

    /// The same for all items at once. Their number is the last parameter.
    pub(crate) fn update_all(&self, text: &str, cells: usize, items: usize) -> Arc<str> {
        self.keep(items, |items| {
            // The first column is the place.
            let columns = (1..=cells).rev().fold(text.to_owned(), |text, cell| {
                text.replace(&format!("#{cell}"), &format!("item.column{}", cell + 1))
            });
            self.rows(
                &columns.replace("ROWS", "FROM (SELECT * FROM (VALUES ROWS) AS padded WHERE column1 < $1) AS item"),
                cells,
                items,
            )
        })
    }

    fn mark(&self, number: usize) -> String {
        match self.marks {
            Marks::Bare => "?".into(),
            Marks::Numbered => format!("${number}"),
        }
    }

    fn keep(&self, items: usize, write: impl FnOnce(usize) -> String) -> Arc<str> {
        let places = places(items);
        match self.kept.get(places.trailing_zeros() as usize) {
            Some(kept) => Arc::clone(kept.get_or_init(|| write(places).into())),
            None => write(places).into(),
        }
    }
}

/// The text with its own parameters numbered after so many others.
fn after(text: &str, others: usize) -> String {
    let mut parts = text.split('$');
    let mut shifted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part[..digits].parse::<usize>() {
            Ok(number) => shifted.push_str(&format!("${}", number + others)),
            Err(_) => shifted.push('$'),
        }
        shifted.push_str(&part[digits..]);
    }
    shifted
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
    // The text for this engine: of `in` a list, or of `rows` with so many cells.
    (@text $marks:ident, $text:expr, $items:ident, [in]) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new($crate::storage::Marks::$marks);
        sqlx::AssertSqlSafe(TEXTS.with_list($text, $items.len()))
    }};
    (@text $marks:ident, $text:expr, $items:ident, [$($cell:expr),*]) => {{
        static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new($crate::storage::Marks::$marks);
        sqlx::AssertSqlSafe(TEXTS.with_rows($text, $crate::storage::sql!(@count $($cell),*), $items.len()))
    }};
    (@bound $query:expr, [$($bind:expr),*], $items:ident, $item:ident, [$($cell:expr),*]) => {{
        let mut query = $query;
        for $item in $crate::storage::padded(&$items[..]) {
            query = query $(.bind($cell))*;
        }
        query $(.bind($bind))*
    }};
    (@execute $tx:expr, $text:expr, $shape:tt, $bind:tt, $items:ident, $item:ident, $cells:tt) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let query = $crate::storage::sqlite::query($crate::storage::sql!(@text Bare, $text, $items, $shape));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                query.execute(tx).await
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let query = sqlx::query::<sqlx::Postgres>($crate::storage::sql!(@text Numbered, $text, $items, $shape));
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                wait.on(query.execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::error::Error::from)
    };
    (@fetch $tx:expr, $row:ty, $text:expr, $shape:tt, $bind:tt, $items:ident, $item:ident, $cells:tt) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => {
                let text = $crate::storage::sql!(@text Bare, $text, $items, $shape);
                let query = $crate::storage::sqlite::query(text);
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                query.fetch_all::<$row>(tx).await
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                let text = $crate::storage::sql!(@text Numbered, $text, $items, $shape);
                let query = sqlx::query_as::<sqlx::Postgres, $row>(text);
                let query = $crate::storage::sql!(@bound query, $bind, $items, $item, $cells);
                wait.on(query.fetch_all(&mut **tx)).await
            }
        }
        .map_err($crate::error::Error::from)
    };
    ($tx:expr, execute, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        let list = $list;
        $crate::storage::sql!(@execute $tx, $text, [in], [$($bind),*], list, item, [item])
    }};
    ($tx:expr, all $row:ty, in $list:expr, $text:expr $(, $bind:expr)* $(,)?) => {{
        let list = $list;
        $crate::storage::sql!(@fetch $tx, $row, $text, [in], [$($bind),*], list, item, [item])
    }};
    ($tx:expr, execute, rows $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(, $bind:expr)* $(,)?) => {{
        let rows = $rows;
        $crate::storage::sql!(@execute $tx, $text, [$($cell),*], [$($bind),*], rows, $item, [$($cell),*])
    }};
    ($tx:expr, all $row:ty, rows $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(, $bind:expr)* $(,)?) => {{
        let rows = $rows;
        $crate::storage::sql!(@fetch $tx, $row, $text, [$($cell),*], [$($bind),*], rows, $item, [$($cell),*])
    }};
    ($tx:expr, insert $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(,)?) => {
        $crate::storage::sql!(@each $tx, $rows, $item, [$($cell),*], $text, with_one, with_all)
    };
    ($tx:expr, update $rows:expr => $item:ident [$($cell:expr),*], $text:expr $(,)?) => {
        $crate::storage::sql!(@each $tx, $rows, $item, [$($cell),*], $text, update_one, update_all)
    };
    // One run for each item on SQLite, one statement for all on Postgres.
    (@each $tx:expr, $rows:expr, $item:ident, [$($cell:expr),*], $text:expr, $one:ident, $all:ident) => {{
        let rows = $rows;
        const CELLS: usize = $crate::storage::sql!(@count $($cell),*);
        match &mut $tx.inner {
            _ if rows.is_empty() => Ok(0),
            $crate::storage::Inner::Sqlite(tx) => {
                static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new($crate::storage::Marks::Bare);
                let mut query = $crate::storage::sqlite::query(sqlx::AssertSqlSafe(TEXTS.$one($text, CELLS)));
                for $item in &rows[..] {
                    query = query $(.bind($cell))*;
                }
                query.execute_each(tx).await
            }
            $crate::storage::Inner::Postgres(tx, wait) => {
                static TEXTS: $crate::storage::Texts = $crate::storage::Texts::new($crate::storage::Marks::Numbered);
                let text = sqlx::AssertSqlSafe(TEXTS.$all($text, CELLS, rows.len()));
                let mut query = sqlx::query::<sqlx::Postgres>(text);
                for $item in $crate::storage::padded(&rows[..]) {
                    query = query $(.bind($cell))*;
                }
                wait.on(query.bind(rows.len() as i64).execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::error::Error::from)
    }};
    ($tx:expr, execute, $text:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.inner {
            $crate::storage::Inner::Sqlite(tx) => $crate::storage::sqlite::query($text) $(.bind($bind))*
                .execute(tx).await,
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
            $crate::storage::Inner::Sqlite(tx) => $crate::storage::sqlite::query($text) $(.bind($bind))*
                .$fetch::<$row>(tx).await,
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
        for (items, numbered, bare) in [
            (0, "a = $1 AND b IN ()", "a = $1 AND b IN ()"),
            (1, "a = $2 AND b IN ($1)", "a = $2 AND b IN (?)"),
            (3, "a = $5 AND b IN ($1,$2,$3,$4)", "a = $5 AND b IN (?,?,?,?)"),
        ] {
            let text = "a = $1 AND b IN (LIST)";
            assert_eq!(&*Texts::new(Marks::Numbered).with_list(text, items), numbered);
            assert_eq!(&*Texts::new(Marks::Bare).with_list(text, items), bare);
        }
        let rows = Texts::new(Marks::Numbered);
        for (items, expected) in [(1, "(0,$1,$2) < $3"), (2, "(0,$1,$2),(1,$3,$4) < $5")] {
            assert_eq!(&*rows.with_rows("ROWS < $1", 2, items), expected);
        }
        assert_eq!(rows.with_rows("ROWS", 1, 1_025).matches('$').count(), 2_048, "longer than any that is kept");
    }

    #[test]
    fn items_are_inserted_one_by_one_or_together() {
        let text = "INSERT INTO t (a, b) ROWS ON CONFLICT DO NOTHING";
        let one = "INSERT INTO t (a, b) VALUES (?,?) ON CONFLICT DO NOTHING";
        assert_eq!(&*Texts::new(Marks::Bare).with_one(text, 2), one);
        let all = "INSERT INTO t (a, b) SELECT column2,column3 FROM (VALUES (0,$1,$2),(1,$3,$4)) AS item WHERE column1 < $5 ON CONFLICT DO NOTHING";
        assert_eq!(&*Texts::new(Marks::Numbered).with_all(text, 2, 2), all);
    }

    #[test]
    fn items_are_updated_one_by_one_or_together() {
        let text = "UPDATE t SET b = #2 ROWS WHERE a = #1";
        assert_eq!(&*Texts::new(Marks::Bare).update_one(text, 2), "UPDATE t SET b = ?2 WHERE a = ?1");
        let all = "UPDATE t SET b = item.column3 FROM (SELECT * FROM (VALUES (0,$1,$2),(1,$3,$4)) AS padded WHERE column1 < $5) AS item WHERE a = item.column2";
        assert_eq!(&*Texts::new(Marks::Numbered).update_all(text, 2, 2), all);
    }

    #[test]
    fn only_parameters_are_numbered_anew() {
        assert_eq!(after("SELECT $1, '$' || $12 FROM t", 3), "SELECT $4, '$' || $15 FROM t");
    }

    #[test]
    fn the_last_item_fills_what_is_left_over() {
        for (items, expected) in [(vec![], vec![]), (vec![7], vec![7]), (vec![1, 2, 3], vec![1, 2, 3, 3])] {
            assert_eq!(padded(&items).copied().collect::<Vec<i32>>(), expected);
        }
        assert_eq!(padded(&[0; 100]).count(), 128);
    }
}
