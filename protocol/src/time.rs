//! Instants: UTC with millisecond precision; RFC 3339 text on the wire, BIGINT milliseconds in SQL. Dates, without a zone: the
//! same text everywhere.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// An instant. Serialises as `2026-03-10T02:41:07.250Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema, TS)]
#[schemars(with = "DateTime<Utc>")]
#[ts(type = "string")]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }
    pub const fn millis(self) -> i64 {
        self.0
    }
    pub fn datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
    /// Elapsed time since `earlier`; negative when `earlier` is later.
    pub fn since(self, earlier: Timestamp) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}
impl std::ops::Add<TimeDelta> for Timestamp {
    type Output = Timestamp;
    fn add(self, rhs: TimeDelta) -> Timestamp {
        Timestamp(self.0.saturating_add(rhs.num_milliseconds()))
    }
}
impl std::ops::Sub<TimeDelta> for Timestamp {
    type Output = Timestamp;
    fn sub(self, rhs: TimeDelta) -> Timestamp {
        Timestamp(self.0.saturating_sub(rhs.num_milliseconds()))
    }
}
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.datetime().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(DateTime::<Utc>::deserialize(deserializer)?.into())
    }
}

/// A day of the calendar. Serialises as `2026-03-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema, TS)]
#[schemars(with = "NaiveDate")]
#[ts(type = "string")]
pub struct Date(pub NaiveDate);

/// How a date is written: RFC 3339, section 5.6, `full-date`.
const DATE: &str = "%Y-%m-%d";

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format(DATE))
    }
}
impl std::str::FromStr for Date {
    type Err = String;
    /// Exactly four, two and two digits, so that dates sort as their texts do.
    fn from_str(text: &str) -> Result<Self, String> {
        let date = NaiveDate::parse_from_str(text, DATE)
            .map(Self)
            .ok()
            .filter(|date| text.len() == 10 && date.to_string() == text);
        date.ok_or_else(|| format!("{text:?} is no date; write 2026-03-10"))
    }
}
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
crate::text_enum::sql_as_text!(Date);

#[cfg(feature = "sqlx")]
mod sql {
    use super::Timestamp;
    use sqlx::error::BoxDynError;

    impl<DB: sqlx::Database> sqlx::Type<DB> for Timestamp
    where
        i64: sqlx::Type<DB>,
    {
        fn type_info() -> DB::TypeInfo {
            <i64 as sqlx::Type<DB>>::type_info()
        }
        fn compatible(ty: &DB::TypeInfo) -> bool {
            <i64 as sqlx::Type<DB>>::compatible(ty)
        }
    }
    impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for Timestamp
    where
        i64: sqlx::Encode<'q, DB>,
    {
        fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<sqlx::encode::IsNull, BoxDynError> {
            <i64 as sqlx::Encode<'q, DB>>::encode(self.0, buffer)
        }
    }
    impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for Timestamp
    where
        i64: sqlx::Decode<'r, DB>,
    {
        fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
            Ok(Self(<i64 as sqlx::Decode<'r, DB>>::decode(value)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_in_one_way() {
        for (text, good) in [
            ("2026-03-10", true),
            ("2024-02-29", true),
            ("2026-02-29", false),
            ("2026-3-10", false),
            ("26-03-10", false),
            ("+12026-03-10", false),
            ("2026-03-10T00:00:00Z", false),
            ("", false),
        ] {
            let read = text.parse::<Date>();
            assert_eq!(read.is_ok(), good, "{text}");
            assert!(read.is_err() || read.is_ok_and(|date| date.to_string() == text), "{text}");
        }
    }
}
