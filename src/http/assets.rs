//! The web app's files, built into the binary. Files with a hash in their name never change; pages are asked for anew.

use super::reply;
use alongside_protocol::{Refusal, RefusalCode};
use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Files;

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_ANEW: &str = "no-cache";

/// The console for staff has the addresses below this.
const CONSOLE: &str = "console";

/// A file; for any other path the page of the participants' app or of the console, which know their own addresses.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return reply::refusal(Refusal::new(RefusalCode::NoRoute, "There is nothing to change at this address."));
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        return send(path, file, &headers);
    }
    // A missing file is missing; only addresses without an ending are pages.
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let name = page_of(path);
    match Files::get(name).filter(|_| is_page) {
        Some(page) => send(name, page, &headers),
        None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
    }
}

/// Which of the two pages knows an address.
fn page_of(path: &str) -> &'static str {
    match path.split('/').next() {
        Some(CONSOLE) => "console.html",
        _ => "index.html",
    }
}

fn send(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let caching = if path.starts_with("assets/") { FOREVER } else { ASK_ANEW };
    let kind = content_type(path);
    let head =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CACHE_CONTROL, caching.to_owned()), (header::ETAG, tag)];
    (head, Body::from(file.data)).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("ftl" | "txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_has_the_addresses_below_its_name_and_no_others() {
        for (path, page) in [
            ("", "index.html"),
            ("rooms/1", "index.html"),
            ("console", "console.html"),
            ("console/duty", "console.html"),
            ("console/certificates/1", "console.html"),
            ("consoles", "index.html"),
            ("rooms/console", "index.html"),
        ] {
            assert_eq!(page_of(path), page, "/{path}");
        }
    }
}
