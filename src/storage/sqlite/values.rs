//! Values, rows and errors of SQLite in the shape that sqlx's types have, so that what is bound and read is written once for
//! both engines.
//!
//! sqlx's own SQLite has a thread for each connection and says a word to it for each statement, which costs more than most
//! statements. Here they run where they are asked (see `mod.rs`), by rusqlite. sqlx wants to know of connections and
//! statements too; ours are not made by it, so those types have no values.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef as Borrowed};
use sqlx::error::{BoxDynError, DatabaseError, ErrorKind};
use sqlx::{ConnectOptions, Error, SqlStr, Type};
use sqlx_core::arguments::{Arguments, IntoArguments};
use sqlx_core::column::{Column, ColumnIndex};
use sqlx_core::connection::Connection;
use sqlx_core::database::Database;
use sqlx_core::decode::Decode;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::row::Row;
use sqlx_core::statement::Statement;
use sqlx_core::transaction::{Transaction, TransactionManager};
use sqlx_core::type_info::TypeInfo;
use sqlx_core::value::{Value, ValueRef};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// SQLite, to sqlx's types.
#[derive(Debug)]
pub struct Sqlite;

impl Database for Sqlite {
    type Connection = Never;
    type TransactionManager = Never;
    type Row = Cells;
    type QueryResult = ();
    type Column = Never;
    type TypeInfo = Kind;
    type Value = Cell;
    type ValueRef<'r> = CellRef<'r>;
    type Arguments = Bound;
    type ArgumentBuffer = Vec<Cell>;
    type Statement = Never;
    const NAME: &'static str = "SQLite";
    const URL_SCHEMES: &'static [&'static str] = &["sqlite"];
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Integer,
    Real,
    Text,
    Blob,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TypeInfo for Kind {
    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn name(&self) -> &str {
        match self {
            Self::Null => "NULL",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
        }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell(Owned);

#[derive(Debug, Clone, Copy)]
pub struct CellRef<'r>(&'r Cell);

impl Cell {
    fn kind(&self) -> Kind {
        match self.0 {
            Owned::Null => Kind::Null,
            Owned::Integer(_) => Kind::Integer,
            Owned::Real(_) => Kind::Real,
            Owned::Text(_) => Kind::Text,
            Owned::Blob(_) => Kind::Blob,
        }
    }

    pub(super) fn read(value: Borrowed<'_>) -> Result<Self, Error> {
        Owned::try_from(value).map(Self).map_err(|error| Error::Decode(error.into()))
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl Value for Cell {
    type Database = Sqlite;

    fn as_ref(&self) -> CellRef<'_> {
        CellRef(self)
    }

    fn type_info(&self) -> Cow<'_, Kind> {
        Cow::Owned(self.kind())
    }

    fn is_null(&self) -> bool {
        self.0 == Owned::Null
    }
}

impl<'r> ValueRef<'r> for CellRef<'r> {
    type Database = Sqlite;

    fn to_owned(&self) -> Cell {
        self.0.clone()
    }

    fn type_info(&self) -> Cow<'_, Kind> {
        Cow::Owned(self.0.kind())
    }

    fn is_null(&self) -> bool {
        Value::is_null(self.0)
    }
}

/// The names of a statement's columns. They are written down each time that it is asked for rows, so that they are in one piece.
#[derive(Debug, Default)]
pub struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Names {
    pub(super) fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len());
    }

    fn position(&self, name: &str) -> Option<usize> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        self.ends.iter().zip(begins).position(|(end, begin)| &self.text[begin..*end] == name)
    }
}

/// One row.
#[derive(Debug)]
pub struct Cells {
    names: Arc<Names>,
    cells: Vec<Cell>,
}

impl Cells {
    pub(super) fn new(names: &Arc<Names>, cells: Vec<Cell>) -> Self {
        Self { names: Arc::clone(names), cells }
    }
}

impl Row for Cells {
    type Database = Sqlite;

    fn len(&self) -> usize {
        self.cells.len()
    }

    /// Nobody asks for more of them than their place, which [`ColumnIndex`] tells; `column` and `try_column` have nothing to give.
    fn columns(&self) -> &[Never] {
        &[]
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, index: I) -> Result<CellRef<'_>, Error> {
        let index = index.index(self)?;
        let beyond = Error::ColumnIndexOutOfBounds { len: self.cells.len(), index };
        self.cells.get(index).map(CellRef).ok_or(beyond)
    }
}

sqlx_core::impl_column_index_for_row!(Cells);

impl ColumnIndex<Cells> for &'_ str {
    fn index(&self, row: &Cells) -> Result<usize, Error> {
        row.names.position(self).ok_or_else(|| Error::ColumnNotFound((*self).into()))
    }
}

/// What is bound to a statement.
#[derive(Debug, Default)]
pub struct Bound {
    pub(super) cells: Vec<Cell>,
}

impl Bound {
    pub(super) fn push<'q, T: Encode<'q, Sqlite>>(&mut self, value: T) -> Result<(), BoxDynError> {
        let before = self.cells.len();
        match value.encode(&mut self.cells) {
            Ok(IsNull::No) => Ok(()),
            Ok(IsNull::Yes) => {
                self.cells.push(Cell(Owned::Null));
                Ok(())
            }
            Err(error) => {
                self.cells.truncate(before);
                Err(error)
            }
        }
    }
}

impl Arguments for Bound {
    type Database = Sqlite;

    fn reserve(&mut self, additional: usize, _bytes: usize) {
        self.cells.reserve(additional);
    }

    fn add<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> Result<(), BoxDynError> {
        self.push(value)
    }

    fn len(&self) -> usize {
        self.cells.len()
    }
}

impl IntoArguments<Sqlite> for Bound {
    fn into_arguments(self) -> Self {
        self
    }
}

/// How one Rust type stands in a cell.
macro_rules! cell {
    ($rust:ty, $kind:ident, $value:ident => $to:expr) => {
        impl Type<Sqlite> for $rust {
            fn type_info() -> Kind {
                Kind::$kind
            }
        }

        impl<'q> Encode<'q, Sqlite> for $rust {
            fn encode_by_ref(&self, cells: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
                let $value = self;
                cells.push(Cell(Owned::$kind($to)));
                Ok(IsNull::No)
            }
        }
    };
}

/// The content of a cell of this kind.
macro_rules! content {
    ($cell:expr, $kind:ident) => {
        match &$cell.0.0 {
            Owned::$kind(content) => Ok(content),
            _ => Err(format!("it is {} and not {}", $cell.0.kind(), Kind::$kind)),
        }
    };
}

cell!(i64, Integer, value => *value);
cell!(bool, Integer, value => i64::from(*value));
cell!(f64, Real, value => *value);
cell!(str, Text, value => value.to_owned());
cell!([u8], Blob, value => value.to_owned());

impl<'r> Decode<'r, Sqlite> for i64 {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(*content!(value, Integer)?)
    }
}

impl<'r> Decode<'r, Sqlite> for bool {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(*content!(value, Integer)? != 0)
    }
}

impl<'r> Decode<'r, Sqlite> for f64 {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(*content!(value, Real)?)
    }
}

impl<'r> Decode<'r, Sqlite> for &'r str {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(content!(value, Text)?)
    }
}

impl<'r> Decode<'r, Sqlite> for String {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(content!(value, Text)?.clone())
    }
}

impl<'r> Decode<'r, Sqlite> for Vec<u8> {
    fn decode(value: CellRef<'r>) -> Result<Self, BoxDynError> {
        Ok(content!(value, Blob)?.clone())
    }
}

/// A type that owns what another one borrows.
macro_rules! owned {
    ($owned:ty, $borrowed:ty, $kind:ident) => {
        impl Type<Sqlite> for $owned {
            fn type_info() -> Kind {
                Kind::$kind
            }
        }

        impl<'q> Encode<'q, Sqlite> for $owned {
            fn encode(self, cells: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
                cells.push(Cell(Owned::$kind(self)));
                Ok(IsNull::No)
            }

            fn encode_by_ref(&self, cells: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
                <$borrowed as Encode<'q, Sqlite>>::encode_by_ref(self, cells)
            }
        }

        impl<'q> Encode<'q, Sqlite> for &'q $borrowed {
            fn encode_by_ref(&self, cells: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
                <$borrowed as Encode<'q, Sqlite>>::encode_by_ref(self, cells)
            }
        }
    };
}

owned!(String, str, Text);
owned!(Vec<u8>, [u8], Blob);
sqlx_core::impl_encode_for_option!(Sqlite);

/// What SQLite said.
#[derive(Debug)]
pub struct Told {
    message: String,
    /// The extended result code (sqlite.org/rescode.html).
    code: i32,
}

impl Told {
    pub(super) fn error(error: rusqlite::Error) -> Error {
        match error {
            rusqlite::Error::SqliteFailure(failure, message) => {
                let message = message.unwrap_or_else(|| failure.to_string());
                Error::Database(Box::new(Self { message, code: failure.extended_code }))
            }
            rusqlite::Error::SqlInputError { error: failure, msg, sql, offset } => {
                let message = format!("{msg} in {sql} at {offset}");
                Error::Database(Box::new(Self { message, code: failure.extended_code }))
            }
            // Ours, so that trying again helps nobody.
            other => Error::InvalidArgument(other.to_string()),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLite's code {})", self.message, self.code)
    }
}

impl std::error::Error for Told {}

impl DatabaseError for Told {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        use rusqlite::ffi;
        match self.code {
            ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}

/// What sqlx wants to know of and we do not make through it. There is no value of this type.
#[derive(Debug, Clone)]
pub enum Never {}

impl FromStr for Never {
    type Err = Error;
    fn from_str(_url: &str) -> Result<Self, Error> {
        Err(Error::Configuration("a connection to SQLite is not made by sqlx here".into()))
    }
}

impl ConnectOptions for Never {
    type Connection = Self;

    fn from_url(url: &url::Url) -> Result<Self, Error> {
        url.as_str().parse()
    }

    async fn connect(&self) -> Result<Self, Error> {
        match *self {}
    }

    fn log_statements(self, _level: log::LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _level: log::LevelFilter, _longer: Duration) -> Self {
        self
    }
}

impl Column for Never {
    type Database = Sqlite;

    fn ordinal(&self) -> usize {
        match *self {}
    }

    fn name(&self) -> &str {
        match *self {}
    }

    fn type_info(&self) -> &Kind {
        match *self {}
    }
}

impl Connection for Never {
    type Database = Sqlite;
    type Options = Self;

    async fn close(self) -> Result<(), Error> {
        match self {}
    }

    async fn close_hard(self) -> Result<(), Error> {
        match self {}
    }

    async fn ping(&mut self) -> Result<(), Error> {
        match *self {}
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, Error> {
        match *self {}
    }

    fn shrink_buffers(&mut self) {
        match *self {}
    }

    async fn flush(&mut self) -> Result<(), Error> {
        match *self {}
    }

    fn should_flush(&self) -> bool {
        match *self {}
    }
}

impl TransactionManager for Never {
    type Database = Sqlite;

    async fn begin(connection: &mut Never, _statement: Option<SqlStr>) -> Result<(), Error> {
        match *connection {}
    }

    async fn commit(connection: &mut Never) -> Result<(), Error> {
        match *connection {}
    }

    async fn rollback(connection: &mut Never) -> Result<(), Error> {
        match *connection {}
    }

    fn start_rollback(connection: &mut Never) {
        match *connection {}
    }

    fn get_transaction_depth(connection: &Never) -> usize {
        match *connection {}
    }
}

impl Statement for Never {
    type Database = Sqlite;

    fn into_sql(self) -> SqlStr {
        match self {}
    }

    fn sql(&self) -> &SqlStr {
        match *self {}
    }

    fn parameters(&self) -> Option<sqlx::Either<&[Kind], usize>> {
        match *self {}
    }

    fn columns(&self) -> &[Self] {
        match *self {}
    }

    sqlx_core::impl_statement_query!(Bound);
}
