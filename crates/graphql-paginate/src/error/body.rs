//! A body that is not what was asked for, in words a person can act on.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

const EXCERPT: usize = 300;

/// What a response holds, to stand behind "answered 502 with".
pub(crate) fn describe(response: &Response<Bytes>) -> String {
    let text = excerpt(response.body());
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    // The text decides: what claims to be HTML, or JSON, often is not.
    if text.starts_with('<') {
        return match html_title(&String::from_utf8_lossy(response.body())) {
            Some(title) => format!("an HTML page titled `{title}`"),
            None => "an HTML page".to_owned(),
        };
    }
    match serde_json::from_slice::<Message>(response.body()) {
        Ok(Message {
            message: Some(message),
        }) => format!("the message `{message}`"),
        Err(error) if error.is_eof() => {
            format!("JSON that breaks off after {} bytes", response.body().len())
        }
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

    fn check(body: &str, expected: &str) {
        assert_eq!(
            describe(&Response::new(Bytes::from(body.to_owned()))),
            expected
        );
    }

    #[test]
    fn bodies_are_named_for_what_they_are() {
        check("", "an empty body");
        check(" \n", "an empty body");
        check(
            "<html><TITLE>\n 502 Bad Gateway</TITLE>",
            "an HTML page titled `502 Bad Gateway`",
        );
        check("<html>Unicorn!", "an HTML page");
        check("  <!doctype html><title></title>", "an HTML page");
        check(
            r#"{"message":"Bad credentials"}"#,
            "the message `Bad credentials`",
        );
        check(r#"{"Message":"refused"}"#, "the message `refused`");
        check(r#"{"data":"#, "JSON that breaks off after 8 bytes");
        check("[1]", "the body `[1]`");
        check(
            "Calme toi, cowboy !\nCalm down, cowboy!",
            "the body `Calme toi, cowboy ! Calm down, cowboy!`",
        );
    }

    #[test]
    fn an_excerpt_ends_between_characters() {
        let long = "é".repeat(2 * EXCERPT);
        assert_eq!(
            excerpt(long.as_bytes()),
            format!("{}…", "é".repeat(EXCERPT))
        );
    }
}
