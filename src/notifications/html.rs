//! A mail as HTML, for readers who prefer it: the same paragraphs, in the colours and the serif in which Alongside writes to
//! people (`interface/tokens.css`). Nothing is loaded from anywhere: no picture, no font, no style sheet. Pure.

/// The colours of the pages, in their light dress; dark readers turn them by themselves.
const SURFACE: &str = "#edf0eb";
const RAISED: &str = "#fbfcfa";
const INK: &str = "#1a2421";
const INK_SOFT: &str = "#4a5853";
const ACCENT: &str = "#1c5b57";
const LINE: &str = "#ccd5ce";
const SERIF: &str = "ui-serif,'Iowan Old Style',Charter,'Noto Serif',Cambria,Georgia,serif";

/// `body` is plain text: paragraphs with an empty line between; an address that stands alone becomes a link. `small` comes
/// last, after a line.
pub fn page(language: &str, subject: &str, body: &str, small: Option<&str>) -> String {
    let paragraphs: String = body.split("\n\n").map(|text| paragraph(text.trim(), INK, "17px")).collect();
    let small = small.map_or_else(String::new, |text| {
        let lines: String = text.split("\n\n").map(|text| paragraph(text.trim(), INK_SOFT, "15px")).collect();
        format!("<div style=\"border-top:1px solid {LINE};margin-top:24px;padding-top:8px\">{lines}</div>")
    });
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title></head><body style=\"margin:0;padding:24px 16px;background:{SURFACE}\">\
         <div style=\"max-width:608px;margin:0 auto;padding:16px 24px;background:{RAISED};border:1px solid {LINE};\
         border-radius:8px;font-family:{SERIF}\">{paragraphs}{small}</div></body></html>",
        escaped(subject)
    )
}

fn paragraph(text: &str, colour: &str, size: &str) -> String {
    let inner = if is_link(text) {
        let address = escaped(text);
        format!("<a href=\"{address}\" style=\"color:{ACCENT};word-break:break-all\">{address}</a>")
    } else {
        escaped(text).replace('\n', "<br>")
    };
    format!("<p style=\"margin:16px 0;font-size:{size};line-height:1.6;color:{colour}\">{inner}</p>")
}

fn is_link(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme)) && !text.contains(char::is_whitespace)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_never_mark_up() {
        let page = page(
            "en",
            "<b> & \"co\"",
            "<script>alert('x')</script>\nsecond line\n\nhttps://a.example/?b=1&c=\"2\"",
            None,
        );
        assert!(page.contains("<title>&lt;b&gt; &amp; &quot;co&quot;</title>"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<br>second line"), "{page}");
        assert!(page.contains("href=\"https://a.example/?b=1&amp;c=&quot;2&quot;\""), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn nothing_is_loaded_from_anywhere() {
        let page = page(
            "es",
            "Hola",
            "https://talk.example.org/rooms/1\n\nUn texto.",
            Some("Pie.\n\nhttps://talk.example.org/settings"),
        );
        for word in ["<img", "src=", "@import", "url(", "<link", "<style"] {
            assert!(!page.contains(word), "{word} in {page}");
        }
        assert_eq!(page.matches("<a href=").count(), 2, "{page}");
        assert!(page.contains("lang=\"es\""));
        // Our own colours, as the pages have them.
        let tokens = include_str!("../../clients/web/src/styles/tokens.css");
        for colour in [SURFACE, RAISED, INK, INK_SOFT, ACCENT, LINE] {
            assert!(tokens.contains(colour), "{colour}");
        }
    }
}
