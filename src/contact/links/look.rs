//! One look at a link: HEAD, and GET where that says nothing good; redirects are followed one by one, each checked anew.

use super::rules::Finding;
use crate::egress::{Answer, Egress, Fault, Url, header};
use alongside_protocol::http::LinkFault;
use reqwest::Method;

/// Redirects that are followed.
const REDIRECTS: usize = 5;

pub async fn look(egress: &Egress, url: &str) -> Finding {
    let Ok(url) = url.parse::<Url>() else { return Finding::Fails(LinkFault::NoHost, None) };
    match follow(egress, Method::HEAD, url.clone()).await {
        works @ Finding::Works(_) => works,
        refused @ Finding::Refused => refused,
        // Another address would not be found now either.
        missing @ Finding::Fails(LinkFault::NoHost, _) => missing,
        _ => follow(egress, Method::GET, url).await,
    }
}

async fn follow(egress: &Egress, method: Method, mut url: Url) -> Finding {
    for _ in 0..=REDIRECTS {
        match ask(egress, method.clone(), &url).await {
            Ok(Answer { status: 301 | 302 | 303 | 307 | 308, location: Some(next), .. }) => {
                // A page that leads out of encryption leads readers into a warning.
                if next.scheme() != url.scheme() && next.scheme() != "https" {
                    return Finding::Fails(LinkFault::Redirects, None);
                }
                url = next;
            }
            Ok(answer) => return Finding::of_status(answer.status),
            Err(fault) => return Finding::of_fault(fault),
        }
    }
    Finding::Fails(LinkFault::Redirects, None)
}

async fn ask(egress: &Egress, method: Method, url: &Url) -> Result<Answer, Fault> {
    let mut headers = header::HeaderMap::new();
    headers.insert(header::ACCEPT, header::HeaderValue::from_static("text/html,*/*;q=0.8"));
    let mut plain = url.clone();
    plain.set_fragment(None);
    egress.send(method, &plain, headers, Vec::new()).await
}
