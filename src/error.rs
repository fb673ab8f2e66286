//! Errors are two kinds. A refusal is a normal answer with a stable code (`alongside_protocol::Refusal`).
//! A fault is ours: it is logged once, with its chain, where it is turned into an answer, and shown as an id.

use alongside_protocol::{Refusal, RefusalCode};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("refused: {}", .0.code)]
    Refused(Box<Refusal>),
    #[error("fault")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fault that will pass: the database cannot be reached or is too busy.
    #[error("storage is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn fault(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(source.into())
    }

    /// What goes to the client. A fault is logged here, once, under the id that the client is shown.
    pub fn into_refusal(self, doing: &'static str) -> Refusal {
        let (source, refusal) = match self {
            Self::Refused(refusal) => return *refusal,
            Self::Fault(source) => (
                source,
                Refusal::new(RefusalCode::Fault, "Something went wrong on our side. It has been noted.").after(2_000),
            ),
            Self::Unavailable(source) => (
                source,
                Refusal::new(
                    RefusalCode::Degraded,
                    "The server cannot store anything right now. Keep your text and try again shortly.",
                )
                .after(1_000),
            ),
        };
        let id = uuid::Uuid::new_v4().simple().to_string()[..12].to_owned();
        tracing::error!(fault = %id, doing, error = %chain(&*source), "fault");
        Refusal { fault: Some(id), ..refusal }
    }

    pub fn code(&self) -> RefusalCode {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Fault(_) => RefusalCode::Fault,
            Self::Unavailable(_) => RefusalCode::Degraded,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::Fault(Box::new(source))
    }
}

/// A refusal as an error, in one word.
pub fn refuse<T>(code: RefusalCode, message: impl Into<String>) -> Result<T> {
    Err(Refusal::new(code, message).into())
}

/// An error with all its causes, on one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
