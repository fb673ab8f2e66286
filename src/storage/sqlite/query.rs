//! One statement: its text, what is bound to it, and its answer.

use super::Begun;
use super::values::{Bound, Cell, Cells, Names, Sqlite, Told};
use rusqlite::{CachedStatement, Connection};
use sqlx::{Error, FromRow, SqlSafeStr, SqlStr, Type};
use sqlx_core::encode::Encode;
use std::sync::Arc;

/// A statement to be run. A value that could not be written down is told when it runs, as sqlx does it.
pub struct Query {
    text: SqlStr,
    bound: Result<Bound, Error>,
    /// Rows past these are not read.
    most: usize,
    /// It is run for each handful of what is bound.
    each: bool,
}

pub fn query(text: impl SqlSafeStr) -> Query {
    Query { text: text.into_sql_str(), bound: Ok(Bound::default()), most: usize::MAX, each: false }
}

impl Query {
    pub fn bind<'q, T: Encode<'q, Sqlite> + Type<Sqlite>>(mut self, value: T) -> Self {
        if let Ok(bound) = &mut self.bound
            && let Err(error) = bound.push(value)
        {
            self.bound = Err(Error::Encode(error));
        }
        self
    }

    /// How many rows it changed.
    pub async fn execute(self, tx: &mut Begun) -> Result<u64, Error> {
        Ok(tx.run(self).await?.changed)
    }

    /// Runs it for as many values as it has parameters, then for the next, up to the first error; how many rows it changed
    /// in all.
    pub async fn execute_each(mut self, tx: &mut Begun) -> Result<u64, Error> {
        self.each = true;
        self.execute(tx).await
    }

    pub async fn fetch_all<R: for<'r> FromRow<'r, Cells>>(self, tx: &mut Begun) -> Result<Vec<R>, Error> {
        tx.run(self).await?.rows.iter().map(R::from_row).collect()
    }

    pub async fn fetch_optional<R: for<'r> FromRow<'r, Cells>>(mut self, tx: &mut Begun) -> Result<Option<R>, Error> {
        self.most = 1;
        tx.run(self).await?.rows.first().map(R::from_row).transpose()
    }

    pub async fn fetch_one<R: for<'r> FromRow<'r, Cells>>(self, tx: &mut Begun) -> Result<R, Error> {
        self.fetch_optional(tx).await?.ok_or(Error::RowNotFound)
    }

    pub(super) fn run(self, connection: &Connection) -> Result<Answer, Error> {
        let bound = self.bound?;
        if connection.is_autocommit() {
            // SQLite rolls back by itself when the disk is full or fails. What follows must not become durable by itself.
            return Err(Error::BeginFailed);
        }
        let mut statement = connection.prepare_cached(self.text.as_str()).map_err(Told::error)?;
        if self.each {
            let parameters = statement.parameter_count().max(1);
            let mut changed = 0;
            for cells in bound.cells.chunks(parameters) {
                bind(&mut statement, cells)?;
                changed += statement.raw_execute().map_err(Told::error)? as u64;
            }
            return Ok(Answer { rows: Vec::new(), changed });
        }
        bind(&mut statement, &bound.cells)?;
        let columns = statement.column_count();
        if columns == 0 {
            let changed = statement.raw_execute().map_err(Told::error)?;
            return Ok(Answer { rows: Vec::new(), changed: changed as u64 });
        }
        let mut names = Names::default();
        for at in 0..columns {
            names.push(statement.column_name(at).map_err(Told::error)?);
        }
        let names = Arc::new(names);
        // What changes rows is run to its end, where its constraints are checked.
        let most = if statement.readonly() { self.most } else { usize::MAX };
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while found.len() < most
            && let Some(row) = rows.next().map_err(Told::error)?
        {
            let mut cells = Vec::with_capacity(columns);
            for at in 0..columns {
                cells.push(Cell::read(row.get_ref(at).map_err(Told::error)?)?);
            }
            found.push(Cells::new(&names, cells));
        }
        drop(rows);
        Ok(Answer { rows: found, changed: connection.changes() })
    }
}

/// Parameters without a name (`?`) take what was bound one after the other, `$7` takes the seventh.
fn bind(statement: &mut CachedStatement<'_>, cells: &[Cell]) -> Result<(), Error> {
    let mut bare = 0;
    for index in 1..=statement.parameter_count() {
        let number = match statement.parameter_name(index) {
            None => {
                bare += 1;
                bare
            }
            Some(name) => {
                name[1..].parse().map_err(|_| Error::InvalidArgument(format!("{name} is no numbered parameter")))?
            }
        };
        let cell =
            cells.get(number - 1).ok_or_else(|| Error::InvalidArgument(format!("nothing is bound to ${number}")))?;
        statement.raw_bind_parameter(index, cell).map_err(Told::error)?;
    }
    Ok(())
}

pub struct Answer {
    rows: Vec<Cells>,
    changed: u64,
}
