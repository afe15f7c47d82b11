//! A body that is not what was asked for, in words a person can act on.

use bytes::Bytes;
use http::{Response, header::CONTENT_TYPE};
use serde::Deserialize;

const EXCERPT: usize = 300;

/// What a response holds, to stand behind "answered 502 with".
pub(crate) fn describe(response: &Response<Bytes>) -> String {
    let text = excerpt(response.body());
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    if is_html(response) {
        return match html_title(&String::from_utf8_lossy(response.body())) {
            Some(title) => format!("an HTML page titled `{title}`"),
            None => "an HTML page".to_owned(),
        };
    }
    match serde_json::from_slice::<Message>(response.body()) {
        Ok(Message { message: Some(message) }) => format!("the message `{message}`"),
        _ => format!("the body `{text}`"),
    }
}

/// The beginning of a body on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // Four bytes hold any character: what lies behind that many cannot show.
    let head = &body[..body.len().min(4 * EXCERPT)];
    let text = String::from_utf8_lossy(head);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The error body of GitHub's REST layer, and of many others.
#[derive(Deserialize)]
struct Message {
    #[serde(alias = "Message")]
    message: Option<String>,
}

fn is_html(response: &Response<Bytes>) -> bool {
    let declared = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.is_some_and(|value| value.starts_with("text/html"))
        || response.body().trim_ascii_start().starts_with(b"<")
}

fn html_title(page: &str) -> Option<String> {
    // ASCII case alone changes, so that positions hold in both.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let open = start + lower[start..].find('>')? + 1;
    let close = open + lower[open..].find("</title")?;
    let title = excerpt(&page.as_bytes()[open..close]);
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content_type: &str, body: &str, expected: &str) {
        let response = Response::builder()
            .header(CONTENT_TYPE, content_type)
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        assert_eq!(describe(&response), expected);
    }

    #[test]
    fn bodies_are_named_for_what_they_are() {
        check("text/plain", "", "an empty body");
        check("application/json", " \n", "an empty body");
        check(
            "text/html",
            "<html><TITLE>\n 502 Bad Gateway</TITLE>",
            "an HTML page titled `502 Bad Gateway`",
        );
        check("text/html; charset=utf-8", "<html>Unicorn!", "an HTML page");
        check("application/octet-stream", "  <!doctype html>", "an HTML page");
        check("application/json", r#"{"message":"Bad credentials"}"#, "the message `Bad credentials`");
        check("application/json", r#"{"Message":"refused"}"#, "the message `refused`");
        check("application/json", r#"{"data":"#, r#"the body `{"data":`"#);
        check(
            "",
            "Calme toi, cowboy !\nCalm down, cowboy!",
            "the body `Calme toi, cowboy ! Calm down, cowboy!`",
        );
    }

    #[test]
    fn an_excerpt_ends_between_characters() {
        let long = "é".repeat(2 * EXCERPT);
        assert_eq!(excerpt(long.as_bytes()), format!("{}…", "é".repeat(EXCERPT)));
    }
}
